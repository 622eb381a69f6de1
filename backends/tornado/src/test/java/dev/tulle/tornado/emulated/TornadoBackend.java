package dev.tulle.tornado.emulated;

import dev.tulle.tornado.emulated.common.TornadoDevice;
import dev.tulle.tornado.emulated.enums.TornadoVMBackendType;
import java.util.List;

/// The devices of one way.
public record TornadoBackend(TornadoVMBackendType getBackendType, List<TornadoDevice> getAllDevices) {}
