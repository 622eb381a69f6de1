package dev.tulle.perf.peer;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.Map;

/// ONNX Runtime, by its own Java interface, which is inside the jar that brings the library: so it is called by reflection.
public final class OnnxRuntime implements AutoCloseable {
  private final ClassLoader classes;
  private final Object environment;
  private final Object session;

  private OnnxRuntime(ClassLoader classes, Object environment, Object session) {
    this.classes = classes;
    this.environment = environment;
    this.session = session;
  }

  /// @param model the bytes of an ONNX file
  public static OnnxRuntime open(byte[] model, int threads) throws Unavailable {
    try {
      ClassLoader classes = new URLClassLoader(new URL[] {PeerJar.ONNX_RUNTIME.file().toUri().toURL()},
          ClassLoader.getPlatformClassLoader());
      Class<?> environments = classes.loadClass("ai.onnxruntime.OrtEnvironment");
      Class<?> options = classes.loadClass("ai.onnxruntime.OrtSession$SessionOptions");
      Object environment = environments.getMethod("getEnvironment").invoke(null);
      Object chosen = options.getConstructor().newInstance();
      options.getMethod("setIntraOpNumThreads", int.class).invoke(chosen, threads);
      Object session = environments.getMethod("createSession", byte[].class, options).invoke(environment, model, chosen);
      return new OnnxRuntime(classes, environment, session);
    } catch (MalformedURLException | ReflectiveOperationException | LinkageError e) {
      throw new Unavailable("cannot be started: " + (e instanceof InvocationTargetException i ? i.getCause() : e));
    }
  }

  public String name() {
    return "ONNX Runtime 1.29";
  }

  /// The first result.
  ///
  /// @param inputs by name: each an array of rows
  public Object run(Map<String, long[][]> inputs) {
    try {
      Class<?> tensors = classes.loadClass("ai.onnxruntime.OnnxTensor");
      Map<String, Object> bound = new HashMap<>();
      for (var input : inputs.entrySet()) {
        bound.put(input.getKey(),
            tensors.getMethod("createTensor", environment.getClass(), Object.class).invoke(null, environment, input.getValue()));
      }
      Class<?> sessions = session.getClass();
      try (AutoCloseable result = (AutoCloseable) sessions.getMethod("run", Map.class).invoke(session, bound)) {
        Object first = result.getClass().getMethod("get", int.class).invoke(result, 0);
        return classes.loadClass("ai.onnxruntime.OnnxValue").getMethod("getValue").invoke(first);
      } finally {
        for (Object tensor : bound.values()) ((AutoCloseable) tensor).close();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      ((AutoCloseable) session).close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
