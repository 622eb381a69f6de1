/// Where the real data of a model comes from: artifacts of a Maven repository, kept in the user's cache. Never runs or unpacks what it fetches, and trusts nothing whose
/// digest is not the one written in the program. Start at [MavenArtifact].
package dev.tulle.models.source;
