/// A part of the emulated TornadoVM, where TornadoVM has it. See the package above. Holds what the backend calls, and no more.
package dev.tulle.tornado.emulated.common;
