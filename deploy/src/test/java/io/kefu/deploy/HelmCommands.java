package io.kefu.deploy;

import com.marcnuri.helm.Helm;
import io.kefu.deploy.cluster.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Helm's commands on a release {@code kefu} in a namespace of that name. Each throws with Helm's
 * words when Helm refuses.
 */
interface HelmCommands {

  void install(Path... values);

  void upgrade(Path... values);

  void test();

  /** Back to a revision. */
  void rollback(int revision);

  void uninstall();

  /** Whether {@link #rollback} can be asked for. */
  boolean rollsBack();

  /** The Helm of the build, a library; it has every command but rollback. */
  static HelmCommands embedded(ApiServer api) {
    return new Embedded(api.kubeconfig());
  }

  /** The program of this machine; empty when there is none. */
  static Optional<HelmCommands> program(ApiServer api, Path folder) throws IOException {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), api.kubeconfig());
    return Tool.find("helm").map(helm -> new Program(helm, kubeconfig, folder));
  }

  /** Helm 3 inside this JVM. */
  record Embedded(String kubeconfig) implements HelmCommands {

    @Override
    public void install(Path... values) {
      var command =
          new Helm(Chart.FOLDER)
              .install()
              .withName("kefu")
              .withNamespace("kefu")
              .withKubeConfigContents(kubeconfig);
      Arrays.stream(values).forEach(command::withValuesFile);
      command.call();
    }

    @Override
    public void upgrade(Path... values) {
      var command =
          new Helm(Chart.FOLDER)
              .upgrade()
              .withName("kefu")
              .withNamespace("kefu")
              .withKubeConfigContents(kubeconfig);
      Arrays.stream(values).forEach(command::withValuesFile);
      command.call();
    }

    @Override
    public void test() {
      Helm.test("kefu").withNamespace("kefu").withKubeConfigContents(kubeconfig).call();
    }

    @Override
    public void rollback(int revision) {
      throw new UnsupportedOperationException("the embedded Helm has no rollback");
    }

    @Override
    public void uninstall() {
      Helm.uninstall("kefu").withNamespace("kefu").withKubeConfigContents(kubeconfig).call();
    }

    @Override
    public boolean rollsBack() {
      return false;
    }
  }

  /** Any Helm on the PATH. */
  record Program(Path helm, Path kubeconfig, Path folder) implements HelmCommands {

    @Override
    public void install(Path... values) {
      run(withValues(values, "install", "kefu", Chart.FOLDER.toString()));
    }

    @Override
    public void upgrade(Path... values) {
      run(withValues(values, "upgrade", "kefu", Chart.FOLDER.toString()));
    }

    @Override
    public void test() {
      run(List.of("test", "kefu"));
    }

    @Override
    public void rollback(int revision) {
      run(List.of("rollback", "kefu", Integer.toString(revision)));
    }

    @Override
    public void uninstall() {
      run(List.of("uninstall", "kefu"));
    }

    @Override
    public boolean rollsBack() {
      return true;
    }

    private static List<String> withValues(Path[] values, String... command) {
      List<String> words = new ArrayList<>(List.of(command));
      Arrays.stream(values).forEach(file -> words.addAll(List.of("-f", file.toString())));
      return words;
    }

    private void run(List<String> command) {
      List<Object> words = new ArrayList<>(List.of(helm));
      words.addAll(command);
      words.addAll(List.of("-n", "kefu", "--kubeconfig", kubeconfig));
      try {
        Tool.run(folder, words.toArray());
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
