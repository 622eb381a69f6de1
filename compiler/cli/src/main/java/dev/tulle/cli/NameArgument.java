package dev.tulle.cli;

import picocli.CommandLine.ITypeConverter;

/// The name on the left of `NAME=VALUE`, as it is.
final class NameArgument implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    return text.strip();
  }
}
