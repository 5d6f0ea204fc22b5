/// Mail: composing it, and handing it to a server or a service. Read [EmailSender] first. Messages are made
/// by Jakarta Mail ([MailMessage]); the dialogue with a server is our own ([SmtpDialogue]), over the
/// context's `sockets()`: the library's looks up hosts by itself, whatever is granted, and reads replies of
/// any length.
@NullMarked
package dev.incant.tools.web.mail;

import org.jspecify.annotations.NullMarked;
