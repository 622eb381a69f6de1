/// Source texts and places in them. Holds no grammar and no meaning. Start at [Source].
package dev.tulle.dsl.source;
