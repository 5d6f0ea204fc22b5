/// Events of the kernel, of tools and of users, by topic. Read [EventBus] first. May use `error` and `value`.
@NullMarked
package dev.incant.kernel.event;

import org.jspecify.annotations.NullMarked;
