package io.kefu.agent.wechat.window;

import io.kefu.agent.log.Log;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that WeChat has saved where its user finds them: {@code
 * ROOT/ACCOUNT/FileStorage/File/MONTH} (3.9) and {@code ROOT/ACCOUNT/msg/file/MONTH} (4). No
 * database and no memory of WeChat is read.
 *
 * <p>Two customers may send files of one name, so a file is taken for a row's only when it is the
 * one file of that name (or that name with a number, as WeChat numbers them) which was saved in the
 * last minutes, and no other row has it. In doubt there is none. One thread.
 */
final class ReceivedFiles {

  private static final Log LOG = Log.of(ReceivedFiles.class);

  /** A file saved earlier belongs to an earlier message of that name. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private static final int REMEMBERED = 200;

  /** Where WeChat keeps files under an account, by version. */
  private static final List<Path> PLACES =
      List.of(Path.of("FileStorage", "File"), Path.of("msg", "file"));

  /** A name with an ending, free of all that could lead elsewhere. */
  private static final Pattern NAME =
      Pattern.compile("([^\\\\/:*?\"<>|\\p{Cntrl}]{1,200})\\.([A-Za-z0-9]{1,10})");

  private static final Pattern MARK = Pattern.compile("^\\[[^\\]]{1,8}]\\s*");

  private final List<Path> roots;
  private final Clock clock;
  private final Set<Path> taken = new LinkedHashSet<>();

  /**
   * Files under these folders.
   *
   * @param roots such as {@code Documents\WeChat Files}; none looks nowhere
   */
  ReceivedFiles(List<Path> roots, Clock clock) {
    this.roots = List.copyOf(roots);
    this.clock = clock;
  }

  /** Whether there is anywhere to look. */
  boolean none() {
    return roots.isEmpty();
  }

  /** The name of the file that a row shows: the first line that is one. */
  static Optional<String> name(String rowText) {
    return MARK.matcher(rowText)
        .replaceFirst("")
        .lines()
        .map(String::strip)
        .filter(line -> NAME.matcher(line).matches() && !line.startsWith("."))
        .findFirst();
  }

  /** The file of this name that was just saved; empty when there is none, or more than one. */
  Optional<Path> find(String name) {
    List<Path> found = new ArrayList<>();
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Pattern numbered =
        Pattern.compile(
            Pattern.quote(parts.group(1))
                + "( ?\\(\\d{1,3}\\))?\\."
                + Pattern.quote(parts.group(2)));
    for (Path folder : folders()) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(
              folder, file -> numbered.matcher(file.getFileName().toString()).matches())) {
        for (Path file : files) {
          if (justSaved(file)) {
            found.add(file);
          }
        }
      } catch (IOException e) {
        LOG.debug("attachment.folder_unreadable", "reason", Log.reason(e));
      }
    }
    if (found.size() > 1) {
      LOG.info("attachment.ambiguous", "files", found.size());
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /** A file is of one row alone. */
  void take(Path file) {
    taken.add(file);
    if (taken.size() > REMEMBERED) {
      taken.remove(taken.iterator().next());
    }
  }

  private boolean justSaved(Path file) throws IOException {
    BasicFileAttributes facts =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Instant saved = facts.lastModifiedTime().toInstant();
    Instant made = facts.creationTime().toInstant();
    Instant newest = saved.isAfter(made) ? saved : made;
    return facts.isRegularFile()
        && facts.size() > 0
        && newest.isAfter(clock.instant().minus(RECENT))
        && !taken.contains(file);
  }

  private List<Path> folders() {
    YearMonth month = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    List<Path> folders = new ArrayList<>();
    for (Path root : roots) {
      try (DirectoryStream<Path> accounts = Files.newDirectoryStream(root, Files::isDirectory)) {
        for (Path account : accounts) {
          for (Path place : PLACES) {
            // WeChat names months by the PC's zone.
            for (int months = -1; months <= 1; months++) {
              Path folder = account.resolve(place).resolve(month.plusMonths(months).toString());
              if (Files.isDirectory(folder)) {
                folders.add(folder);
              }
            }
          }
        }
      } catch (IOException e) {
        LOG.debug("attachment.folder_unreadable", "reason", Log.reason(e));
      }
    }
    return folders;
  }
}
