package dev.tulle.models.splatting;

import dev.tulle.cli.DeviceOption;
import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.TargetFile;
import dev.tulle.cli.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Pictures of a scene of 3D Gaussians.
@Command(
    name = "splat", mixinStandardHelpOptions = true, description = "Makes a picture of a scene of 3D Gaussians: projected, sorted, joined with tiles and blended by a program in Tulle.")
final class SplatCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})[x×](\\d{1,5})");
  private static final int LARGEST = 8192;
  /// The square of what is farther is no number of single precision.
  private static final double FARTHEST = 1e18;

  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "SCENE", description = "A .ply (of 3DGS, or compressed), .splat or .spz file.")
  private Path scene;

  @Option(names = {"-o", "--output"}, paramLabel = "OUT.png", required = true, description = "What is written: a PNG of 8 bits a channel.")
  private Path output;

  @Option(names = "--size", paramLabel = "WxH", defaultValue = "800x600", description = "Width and height in pixels; 800x600 if not given.")
  private String size;

  @Option(names = "--camera", paramLabel = "X,Y,Z:X,Y,Z", description = "Where the camera is, and what it looks at; the whole scene from its front if not given. x is right, y is down, z is forward.")
  private String camera;

  @Option(names = "--up", paramLabel = "X,Y,Z", defaultValue = "0,-1,0", description = "What is up for the camera; 0,-1,0 if not given.")
  private String up;

  @Option(names = "--opening", paramLabel = "DEGREES", defaultValue = "45", description = "The angle between the borders of the picture that are closer together; 45 if not given.")
  private double opening;

  @Option(names = "--background", paramLabel = "R,G,B", defaultValue = "1,1,1", description = "Each 0 to 1; white if not given.")
  private String background;

  @Option(names = "--turntable", paramLabel = "N", defaultValue = "1", description = "Makes N pictures from all around: OUT-00.png, OUT-01.png and so on.")
  private int turntable;

  @Option(names = "--depth", paramLabel = "DEPTH.png", description = "Writes the distances as well: a grey PNG of 16 bits, the nearest white.")
  private Path depth;

  @Option(names = "--normals", paramLabel = "NORMALS.png", description = "Writes where the surfaces face as well: red is right, green is up, blue is to the camera.")
  private Path normals;

  @Option(names = "--times", description = "Says how many milliseconds each stage takes: the median of all pictures.")
  private boolean times;

  @Mixin
  private DeviceOption device;

  @Override
  public Integer call() {
    var extent = extent();
    if (!(opening >= 1 && opening <= 170)) throw usage("--opening: " + opening + " is not between 1 and 170");
    if (turntable < 1 || turntable > 10_000) throw usage("--turntable: " + turntable + " is not between 1 and 10000");
    var radians = Math.toRadians(opening);
    var colour = numbers("--background", background);
    if (Arrays.stream(colour).anyMatch(c -> c < 0 || c > 1)) throw usage("--background: " + background + " is not between 0 and 1");
    for (var file : Stream.of(output, depth, normals).filter(Objects::nonNull).toList()) TargetFile.check(file);
    var given = camera == null ? null : given();
    var begin = System.nanoTime();
    var read = SceneFile.read(scene);
    if (read.count() == 0) throw new UserError(scene + " has no Gaussians: there is nothing to see");
    progress("read", begin, read.count() + " Gaussians, harmonics of degree " + (int) (Math.sqrt(read.coefficients()) - 1));
    var view = given != null ? given : Camera.framing(read, radians);
    view = new Camera.View(view.eye(), view.target(), numbers("--up", up));
    if (Arrays.equals(view.eye(), view.target()))
      throw usage("--camera: " + camera + " is one place twice: it does not say where the camera looks");
    if (!view.isProper()) throw usage("--up: " + up + " is no direction, or the one in which the camera looks");
    var choice = device.choose();
    var opened = System.nanoTime();
    try (var renderer = new Renderer(read, choice, line -> line(spec.commandLine().getErr(), line))) {
      progress("compiled and opened", opened, "on " + device.description());
      var stages = new ArrayList<Map<Stage, Long>>();
      for (var i = 0; i < turntable; i++) {
        var from = Camera.of(view.around(2 * Math.PI * i / turntable), radians, extent[0], extent[1]);
        var call = Renderer.call(from, colour);
        var frame = Frame.of(renderer.run(times ? call.timed() : call), from);
        stages.add(frame.stages());
        write(frame, i);
      }
      if (times) report(stages);
    }
    return ExitStatus.OK;
  }

  private void report(List<Map<Stage, Long>> frames) {
    var parts = new ArrayList<String>();
    for (var stage : Stage.values()) {
      var sorted = frames.stream().mapToLong(frame -> frame.get(stage)).sorted().toArray();
      parts.add(String.format(Locale.ROOT, "%s %.1f", stage.label(), sorted[sorted.length / 2] / 1e6));
    }
    line(spec.commandLine().getOut(), "milliseconds: " + String.join(", ", parts));
  }

  private void write(Frame frame, int number) {
    var file = numbered(output, number);
    frame.write(file);
    if (frame.isEmpty())
      line(spec.commandLine().getErr(), "nothing of the scene is in this picture: all of it is behind the camera or beside what it sees");
    if (depth != null) frame.writeDistances(numbered(depth, number));
    if (normals != null) frame.writeNormals(numbered(normals, number));
    var done = turntable == 1 ? "" : number + 1 + " of " + turntable + ": ";
    line(spec.commandLine().getOut(),
        String.format(Locale.ROOT, "%s%s: %d × %d pixels in %.1f ms", done, file, frame.width(), frame.height(),
            frame.nanoseconds() / 1e6));
  }

  private Path numbered(Path file, int number) {
    if (turntable == 1) return file;
    var name = file.getFileName().toString();
    var dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
    var digits = Math.max(2, Integer.toString(turntable - 1).length());
    return file.resolveSibling(name.substring(0, dot) + String.format("-%0" + digits + "d", number) + name.substring(dot));
  }

  private int[] extent() {
    var match = SIZE.matcher(size);
    if (match.matches()) {
      var width = Integer.parseInt(match.group(1));
      var height = Integer.parseInt(match.group(2));
      if (1 <= width && width <= LARGEST && 1 <= height && height <= LARGEST) return new int[] {width, height};
    }
    throw usage("--size: " + size + " is no width and height, each 1 to " + LARGEST + ", such as 800x600");
  }

  private Camera.View given() {
    var parts = camera.split(":", -1);
    if (parts.length != 2) throw usage("--camera: " + camera + " is no two places, such as 0,0,-4:0,0,0");
    return new Camera.View(numbers("--camera", parts[0]), numbers("--camera", parts[1]), new double[3]);
  }

  private double[] numbers(String option, String text) {
    try {
      var numbers = Arrays.stream(text.split(",", -1)).mapToDouble(part -> Double.parseDouble(part.strip())).toArray();
      if (numbers.length == 3 && Arrays.stream(numbers).allMatch(x -> Math.abs(x) <= FARTHEST)) return numbers;
    } catch (NumberFormatException _) {
      // Said below, as for too few or too many.
    }
    throw usage(option + ": " + text + " is not three numbers of at most 1e18, such as 0,0.5,-4");
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void progress(String done, long since, String what) {
    line(spec.commandLine().getErr(), String.format(Locale.ROOT, "%s in %.2f s: %s", done, (System.nanoTime() - since) / 1e9, what));
  }

  /// At once, so that it is seen before what takes long.
  private static void line(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
