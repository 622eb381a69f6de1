/// The Tulle language: from text to a checked model. Never knows kernels or devices. Start at [Front].
package dev.tulle.dsl;
