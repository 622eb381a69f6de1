package dev.tulle.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tulle.kernel.ir.Scalar;
import dev.tulle.kernel.launch.LaunchCard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaCodeTest {
  private static final LaunchCard CARD = new LaunchCard(64, false, List.of(Scalar.I32, Scalar.I64), 3);

  /// A header, one section with bytes, one without.
  private static ByteBuffer elf() {
    ByteBuffer file = ByteBuffer.allocate(64 + 16 + 2 * 64).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1);
    file.putLong(40, 80).putShort(58, (short) 64).putShort(60, (short) 2);
    file.putInt(80 + 4, 1).putLong(80 + 24, 64).putLong(80 + 32, 16);
    file.putInt(144 + 4, 8).putLong(144 + 24, 80).putLong(144 + 32, 1L << 40);
    return file;
  }

  @Test
  void whatIsWrittenIsReadBackWithAndWithoutMachineCode() {
    byte[] cubin = elf().array();
    CudaCode with = CudaCode.read("k", new CudaCode(CARD, Optional.of(new CudaCode.Cubin(86, cubin))).bytes());
    assertEquals(CARD, with.card());
    assertEquals(86, with.cubin().orElseThrow().instructions());
    assertArrayEquals(cubin, with.cubin().orElseThrow().bytes());
    CudaCode without = CudaCode.read("k", new CudaCode(CARD, Optional.empty()).bytes());
    assertEquals(new CudaCode(CARD, Optional.empty()), without);
  }

  @Test
  void anythingElseIsRefused() {
    String head = CARD.text("cuda");
    byte[] good = new CudaCode(CARD, Optional.of(new CudaCode.Cubin(90, elf().array()))).bytes();
    for (String bad : List.of("", head, head + "no cubin", head + "no cubin\n\n", head + "cubin sm_90 1\n", head + "cubin sm_90 4\nabcd",
        head + "cubin sm_9 0\n", CARD.text("opencl") + "no cubin\n", head.replace("items 64", "items -1") + "no cubin\n")) {
      assertThrows(SecurityException.class, () -> CudaCode.read("k", bad.getBytes(StandardCharsets.US_ASCII)), bad);
    }
    for (int cut = 0; cut < good.length; cut++) {
      byte[] part = Arrays.copyOf(good, cut);
      assertThrows(SecurityException.class, () -> CudaCode.read("k", part), "cut after " + cut);
    }
  }

  @Test
  void anElfFileWhoseTablesOrSectionsLieOutsideIsNotWhole() {
    assertTrue(Elf.isWhole(elf().array()));
    assertFalse(Elf.isWhole(new byte[0]));
    assertFalse(Elf.isWhole(elf().put(0, (byte) 0).array()));
    assertFalse(Elf.isWhole(elf().putLong(40, -8).array()));
    assertFalse(Elf.isWhole(elf().putLong(40, 81).array()));
    assertFalse(Elf.isWhole(elf().putShort(60, (short) -1).array()));
    assertFalse(Elf.isWhole(elf().putShort(58, (short) 8).array()));
    assertFalse(Elf.isWhole(elf().putLong(80 + 24, Long.MAX_VALUE).array()));
    assertFalse(Elf.isWhole(elf().putLong(80 + 32, Long.MIN_VALUE).array()));
    assertFalse(Elf.isWhole(elf().putLong(80 + 32, 1000).array()));
    assertFalse(Elf.isWhole(elf().putShort(54, (short) 56).putShort(56, (short) 1).putLong(32, Long.MAX_VALUE - 3).array()));
    for (int length = 0; length < elf().capacity(); length++) assertFalse(Elf.isWhole(Arrays.copyOf(elf().array(), length)));
  }
}
