package io.kefu.rag.milvus;

/** Milvus did not do what it was asked for; the message holds its reason, never a token. */
public class MilvusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  MilvusException(String message) {
    super(message);
  }

  MilvusException(String message, Throwable cause) {
    super(message, cause);
  }
}
