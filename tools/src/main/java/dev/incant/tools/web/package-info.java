/// Tools that talk to other hosts. Read [HttpRequest] first. They reach hosts through the context's `http()` only.
@NullMarked
package dev.incant.tools.web;

import org.jspecify.annotations.NullMarked;
