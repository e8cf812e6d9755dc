package io.kefu.local.backup;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects in a bucket of Amazon S3 or of any service that speaks its protocol. */
final class S3Objects implements ObjectStore {

  private final S3Client s3;
  private final String bucket;
  private final String prefix;

  /**
   * Opens a bucket.
   *
   * @param address {@code s3://bucket/prefix}
   * @param settings {@code PREFIX_S3_ENDPOINT}, {@code _REGION}, {@code _ACCESS_KEY}, {@code
   *     _SECRET_KEY}; without keys those of the surroundings are used, as AWS documents
   * @param name PREFIX of the settings
   */
  S3Objects(URI address, Map<String, String> settings, String name) {
    this.bucket = address.getHost();
    String path = address.getPath() == null ? "" : address.getPath().replaceAll("^/+|/+$", "");
    this.prefix = path.isEmpty() ? "" : path + '/';
    if (bucket == null) {
      throw new BackupException(address + " names no bucket; write s3://bucket/prefix.");
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .region(Region.of(settings.getOrDefault(name + "_S3_REGION", "us-east-1")))
            .forcePathStyle(true);
    String endpoint = settings.get(name + "_S3_ENDPOINT");
    if (endpoint != null) {
      builder.endpointOverride(URI.create(endpoint));
    }
    String accessKey = settings.get(name + "_S3_ACCESS_KEY");
    if (accessKey != null) {
      String secretKey = settings.get(name + "_S3_SECRET_KEY");
      if (secretKey == null) {
        throw new BackupException(name + "_S3_SECRET_KEY must be set with the access key.");
      }
      builder.credentialsProvider(
          StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)));
    }
    this.s3 = builder.build();
  }

  @Override
  public void put(String name, Path file) throws IOException {
    try {
      s3.putObject(
          request -> request.bucket(bucket).key(prefix + name), RequestBody.fromFile(file));
    } catch (SdkException e) {
      throw failed("did not take " + name, e);
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    try {
      return s3.getObject(request -> request.bucket(bucket).key(prefix + name));
    } catch (SdkException e) {
      throw failed("did not give " + name, e);
    }
  }

  @Override
  public List<String> list(String beginning) throws IOException {
    try {
      return s3
          .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix + beginning))
          .contents()
          .stream()
          .map(S3Object::key)
          .map(key -> key.substring(prefix.length()))
          .sorted()
          .toList();
    } catch (SdkException e) {
      throw failed("cannot be listed", e);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    try {
      s3.deleteObject(request -> request.bucket(bucket).key(prefix + name));
    } catch (SdkException e) {
      throw failed("did not delete " + name, e);
    }
  }

  private IOException failed(String what, SdkException e) {
    return new IOException("The bucket %s %s: %s".formatted(bucket, what, e.getMessage()), e);
  }

  @Override
  public void close() {
    s3.close();
  }
}
