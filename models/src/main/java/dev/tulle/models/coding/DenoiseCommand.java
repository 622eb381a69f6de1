package dev.tulle.models.coding;

import dev.tulle.cli.DeviceOption;
import dev.tulle.cli.ExitStatus;
import dev.tulle.cli.TargetFile;
import dev.tulle.cli.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Adds noise to an image and takes it out again, as far as sparse codes can.
@Command(
    name = "denoise", mixinStandardHelpOptions = true, description = "Adds noise to an image, takes it out by sparse coding of overlapping 8 × 8 patches, and says how close the image was before and is after (PSNR).")
final class DenoiseCommand implements Callable<Integer> {
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "IMAGE", description = "A PNG or JPEG, grey or in colour, of at least 8 × 8 pixels.")
  private Path image;

  @Option(names = {"-o", "--output"}, paramLabel = "OUT.png", required = true, description = "What is written: a PNG of 8 bits a channel.")
  private Path output;

  @Option(names = "--sigma", paramLabel = "S", defaultValue = "25", description = "The standard deviation of the noise, of 255; 25 if not given.")
  private double sigma;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the noise; 1 if not given.")
  private long seed;

  @Option(names = "--noisy", description = "The image is noisy already: none is added, and nothing can be said of how close it was.")
  private boolean noisy;

  @Option(names = "--learn", description = "The 256 atoms are learned from the noisy image, which takes longer, instead of made of cosines.")
  private boolean learn;

  @Mixin
  private DeviceOption device;

  @Override
  public Integer call() {
    if (!(sigma > 0 && sigma <= 255))
      throw new ParameterException(spec.commandLine(), "--sigma: " + sigma + " is not above 0 and at most 255");
    TargetFile.check(output);
    var given = Picture.read(image);
    if (given.width() < Denoiser.SIDE || given.height() < Denoiser.SIDE) {
      throw new UserError(image + " has " + given.width() + " × " + given.height() + " pixels; a patch has 8 × 8");
    }
    var choice = device.choose();
    var start = noisy ? given : withNoise(given);
    var begin = System.nanoTime();
    var clean = new Denoiser(choice, this::progress).denoise(start, sigma, learn);
    var seconds = (System.nanoTime() - begin) / 1e9;
    clean.write(output);
    var out = spec.commandLine().getOut();
    if (!noisy) out.println(String.format(Locale.ROOT, "PSNR: %.2f dB with noise, %.2f dB without", start.psnr(given), clean.psnr(given)));
    var patches = (long) given.channels().length * (given.width() - Denoiser.SIDE + 1) * (given.height() - Denoiser.SIDE + 1);
    out.println(String.format(Locale.ROOT, "%s: %d patches in %.1f s on %s", output, patches, seconds, device.description()));
    out.flush();
    return ExitStatus.OK;
  }

  private Picture withNoise(Picture picture) {
    var random = new Random(seed);
    var channels = new float[picture.channels().length][];
    for (var c = 0; c < channels.length; c++) {
      channels[c] = picture.channels()[c].clone();
      for (var i = 0; i < channels[c].length; i++) channels[c][i] += (float) (sigma * random.nextGaussian());
    }
    return new Picture(picture.width(), picture.height(), channels);
  }

  private void progress(String line) {
    var err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
