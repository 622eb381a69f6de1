/// Other libraries that compute the same, called through the foreign function interface so that nothing of them is needed to build. Their jars come from a Maven
/// repository, and only when they are asked for; the natives are unpacked into the user's cache. Start at [PeerJar].
package dev.tulle.perf.peer;
