package io.kefu.gateway.file;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Files in a bucket of Amazon S3 or of any service that speaks its protocol. */
final class S3Store implements FileStore, AutoCloseable {

  private static final String NO_ENCRYPTION = "none";

  private final S3Client s3;
  private final String bucket;
  private final String encryption;

  S3Store(FileConfig.S3 config) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle());
    config.endpoint().ifPresent(endpoint -> builder.endpointOverride(URI.create(endpoint)));
    if (config.accessKey().isPresent()) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(
                  config.accessKey().get(),
                  config
                      .secretKey()
                      .orElseThrow(
                          () ->
                              new IllegalStateException(
                                  "kefu.file.s3.secret-key must be set with the access key")))));
    }
    this.s3 = builder.build();
    this.bucket = config.bucket();
    this.encryption = config.serverSideEncryption();
  }

  @Override
  public void put(String key, Path file, String contentType) throws IOException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(bucket).key(key).contentType(contentType);
    if (!NO_ENCRYPTION.equals(encryption)) {
      request.serverSideEncryption(encryption);
    }
    try {
      s3.putObject(request.build(), RequestBody.fromFile(file));
    } catch (SdkException e) {
      throw new IOException("the store did not take the file", e);
    }
  }

  @Override
  public InputStream read(String key, long from, long length) throws IOException {
    try {
      return s3.getObject(
          request ->
              request.bucket(bucket).key(key).range("bytes=" + from + "-" + (from + length - 1)));
    } catch (SdkException e) {
      throw new IOException("the store did not give the file", e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      s3.deleteObject(request -> request.bucket(bucket).key(key));
    } catch (SdkException e) {
      throw new IOException("the store did not delete the file", e);
    }
  }

  @Override
  public void close() {
    s3.close();
  }
}
