package dev.tulle.perf.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A benchmark whose unit is a round: every contestant has its turn in each, and so have the machine's ceilings. JMH gives each case a process of its own, in which a peer
/// may do what it likes, and counts the rounds; the times are taken here, because what is wanted are ratios within a round.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = {"-XX:Tier3DelayOn=10000", "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 0)
@Measurement(iterations = SideBySide.ROUNDS)
public abstract class SideBySide {
  /// The system property that names the folder for rows.
  public static final String FOLDER = "tulle.perf.rows";

  static final int ROUNDS = 15;

  private Case measured;
  private Ceilings ceilings;
  private Turns multiplyAdd;
  private Turns read;
  private final List<Turns> contestants = new ArrayList<>();
  private Path row;
  private int round;

  /// Makes fresh data and opens all contestants.
  protected abstract Case prepare() throws Exception;

  /// What the parameters of this benchmark say, for the report if nothing else can be said.
  protected abstract String title();

  @Setup
  public void setUp() throws Exception {
    row = Files.createTempFile(Path.of(System.getProperty(FOLDER, System.getProperty("java.io.tmpdir"))), "row", ".md");
    Files.writeString(row, Row.unfinished(title()));
    measured = prepare();
    ceilings = new Ceilings(measured.threads());
    multiplyAdd = warm(ceilings::multiplyAdd);
    read = warm(ceilings::read);
    for (Contestant c : measured.contestants()) contestants.add(warm(c.run()));
  }

  private static Turns warm(Runnable work) {
    Turns turns = new Turns(work, ROUNDS);
    turns.warmUp();
    return turns;
  }

  @Benchmark
  public void round() {
    multiplyAdd.take(round);
    for (Turns turns : contestants) turns.take(round);
    read.take(round);
    round++;
  }

  @TearDown
  public void tearDown() throws IOException {
    double peak = ceilings.operations() / multiplyAdd.seconds().median();
    double bandwidth = ceilings.bytes() / read.seconds().median();
    // Of the same rounds, so that the share does not depend on who else used the machine.
    double ofPeak = measured.operations() / ceilings.operations() * contestants.getFirst().fitsInto(multiplyAdd).median();
    double ofBandwidth = measured.bytes() / ceilings.bytes() * contestants.getFirst().fitsInto(read).median();
    Files.writeString(row, Row.of(measured, contestants, new Row.Shares(peak, ofPeak, bandwidth, ofBandwidth)));
    ceilings.close();
  }
}
