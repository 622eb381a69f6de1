package dev.tulle.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the pages at the top level claim.
class PagesTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern SETTING = Pattern.compile("(?:get\\w*\\(|PROPERTY = |environment, )\"(tulle(?:\\.[a-z]+)+|TULLE_[A-Z_]+)\"");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      Matcher link = LINK.matcher(Files.readString(ROOT.resolve(page)));
      while (link.find()) {
        if (!Files.exists(ROOT.resolve(link.group(1)))) broken.add(page + ": " + link.group(1));
      }
    }
    assertEquals(List.of(), broken);
  }

  @Test
  void everyCommandIsInTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    TulleCommand.create().getSubcommands().forEach((name, command) -> {
      boolean listed = !name.equals("help") && !command.getCommandSpec().usageMessage().hidden();
      assertTrue(!listed || readme.contains("`tulle " + name + " ") || readme.contains("`tulle " + name + "`"), name);
    });
  }

  @Test
  void everySettingThatCodeReadsIsInTheReadme() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    TreeSet<String> settings = new TreeSet<>();
    for (String module : List.of("dsl", "backends", "runtime", "compiler", "models", "perf")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java") && f.toString().contains("main")).toList()) {
          SETTING.matcher(Files.readString(file)).results().forEach(match -> settings.add(match.group(1)));
        }
      }
    }
    assertTrue(settings.contains("tulle.threads"), "nothing was found");
    settings.removeIf(setting -> readme.contains("`" + setting + "`"));
    assertEquals(new TreeSet<>(), settings);
  }
}
