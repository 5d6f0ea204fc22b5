/// What crosses a transport. Read [Message] first; [Envelope] is what a message travels in, [MessageJson] its one
/// codec. May use `error`, `value` and jackson-core through `value`.
@NullMarked
package dev.incant.kernel.message;

import org.jspecify.annotations.NullMarked;
