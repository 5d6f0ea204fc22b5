/// The jq language (version 1.7) over plain values: metered, cancellable, without access to anything outside. Read
/// [dev.incant.tools.data.jq.JqQuery] first.
@NullMarked
package dev.incant.tools.data.jq;

import org.jspecify.annotations.NullMarked;
