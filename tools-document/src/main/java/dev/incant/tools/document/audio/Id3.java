package dev.incant.tools.document.audio;

import dev.incant.tools.document.media.Source;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the tags ID3 1.1, 2.2, 2.3 and 2.4 (id3.org). What is cut off, compressed or encrypted is left out.
final class Id3 {
    private static final Pattern NUMBERED = Pattern.compile("\\(?([0-9]{1,3})\\)?");
    private static final int MOST_FRAMES = 10_000;

    /// ID3 1's own genres by number; later additions of others keep their number.
    private static final List<String> GENRES =
            List.of(("Blues,Classic Rock,Country,Dance,Disco,Funk,Grunge,Hip-Hop,Jazz,"
                            + "Metal,New Age,Oldies,Other,Pop,R&B,Rap,Reggae,Rock,Techno,Industrial,Alternative,Ska,Death Metal,"
                            + "Pranks,Soundtrack,Euro-Techno,Ambient,Trip-Hop,Vocal,Jazz+Funk,Fusion,Trance,Classical,"
                            + "Instrumental,Acid,House,Game,Sound Clip,Gospel,Noise,AlternRock,Bass,Soul,Punk,Space,Meditative,"
                            + "Instrumental Pop,Instrumental Rock,Ethnic,Gothic,Darkwave,Techno-Industrial,Electronic,Pop-Folk,"
                            + "Eurodance,Dream,Southern Rock,Comedy,Cult,Gangsta,Top 40,Christian Rap,Pop/Funk,Jungle,"
                            + "Native American,Cabaret,New Wave,Psychadelic,Rave,Showtunes,Trailer,Lo-Fi,Tribal,Acid Punk,"
                            + "Acid Jazz,Polka,Retro,Musical,Rock & Roll,Hard Rock")
                    .split(","));

    private final byte[] body;
    private final int version;
    private final Tags tags;
    private boolean picture;

    private Id3(byte[] body, int version, Tags tags) {
        this.body = body;
        this.version = version;
        this.tags = tags;
    }

    /// Where what follows a tag of version 2 at a place starts; the place itself where there is none.
    static long end(Source source, long at) throws IOException {
        byte[] head = source.upTo(at, 10);
        if (!isTag(head)) {
            return at;
        }
        return at + 10 + syncsafe(head, 6) + ((head[5] & 0x10) != 0 ? 10 : 0);
    }

    private static boolean isTag(byte[] head) {
        return head.length == 10
                && head[0] == 'I'
                && head[1] == 'D'
                && head[2] == '3'
                && head[3] >= 2
                && head[3] <= 4
                && ((head[6] | head[7] | head[8] | head[9]) & 0x80) == 0;
    }

    private static int syncsafe(byte[] bytes, int at) {
        return (bytes[at] & 0x7f) << 21
                | (bytes[at + 1] & 0x7f) << 14
                | (bytes[at + 2] & 0x7f) << 7
                | bytes[at + 3] & 0x7f;
    }

    /// Adds what a tag of version 2 at a place holds, if there is one; tells whether it holds a picture.
    static boolean read(Source source, long at, Tags tags) throws IOException {
        byte[] head = source.upTo(at, 10);
        if (!isTag(head)) {
            return false;
        }
        byte[] body = source.upTo(at + 10, Math.min(syncsafe(head, 6), Source.MOST));
        boolean unsynchronised = (head[5] & 0x80) != 0 && head[3] < 4;
        Id3 tag = new Id3(unsynchronised ? resynchronised(body) : body, head[3], tags);
        tag.frames((head[5] & 0x40) != 0 && head[3] > 2);
        return tag.picture;
    }

    /// Takes away the zeros that were put in after 0xff.
    private static byte[] resynchronised(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            out[count++] = bytes[i];
            if ((bytes[i] & 0xff) == 0xff && i + 1 < bytes.length && bytes[i + 1] == 0) {
                i++;
            }
        }
        return Arrays.copyOf(out, count);
    }

    private void frames(boolean extended) {
        int nameLength = version == 2 ? 3 : 4;
        int headLength = version == 2 ? 6 : 10;
        long at = 0;
        if (extended && body.length >= 4) {
            at = version == 4 ? syncsafe(body, 0) : 4 + Source.big(body, 0, 4);
        }
        for (int i = 0; i < MOST_FRAMES && at + headLength < body.length && body[(int) at] != 0; i++) {
            int start = (int) at;
            String name = new String(body, start, nameLength, StandardCharsets.ISO_8859_1);
            long length = switch (version) {
                case 2 -> Source.big(body, start + 3, 3);
                case 3 -> Source.big(body, start + 4, 4);
                default -> syncsafe(body, start + 4);
            };
            long end = at + headLength + length;
            picture |= (name.equals("APIC") || name.equals("PIC")) && length > 4;
            if (end > body.length) {
                return;
            }
            int flags = version == 2 ? 0 : body[start + 9] & 0xff;
            frame(name, flags, Arrays.copyOfRange(body, start + headLength, (int) end));
            at = end;
        }
    }

    private void frame(String name, int flags, byte[] data) {
        int closed = version == 4 ? 0x0c : 0xc0;
        if ((flags & closed) != 0 || data.length < 2 || data.length > 1 << 20) {
            return;
        }
        byte[] plain = data;
        if (version == 4 && (flags & 1) != 0 && plain.length > 4) {
            plain = Arrays.copyOfRange(plain, 4, plain.length);
        }
        if (version == 4 && (flags & 2) != 0) {
            plain = resynchronised(plain);
        }
        text(name, plain);
    }

    private void text(String name, byte[] data) {
        if (name.equals("TXXX") || name.equals("TXX")) {
            String[] parts = decoded(data, 1).split("\0", -1);
            if (parts.length >= 2) {
                tags.add(parts[0], String.join("; ", Arrays.copyOfRange(parts, 1, parts.length)));
            }
        } else if ((name.equals("COMM") || name.equals("COM")) && data.length > 4) {
            String[] parts = decoded(data, 4).split("\0", -1);
            // Comments with a description are for programs, such as iTunNORM.
            if (parts.length >= 2 && parts[0].isEmpty()) {
                tags.add(name, parts[1]);
            }
        } else if (name.startsWith("T") && Tags.known(name)) {
            for (String part : decoded(data, 1).split("\0")) {
                tags.add(name, name.equals("TCON") || name.equals("TCO") ? genre(part) : part);
            }
        }
    }

    /// The text from a place on, in the encoding that the first byte says; byte order marks are taken away.
    private static String decoded(byte[] data, int from) {
        Charset charset = switch (data[0]) {
            case 1 -> littleAt(data, from) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            case 2 -> StandardCharsets.UTF_16BE;
            case 3 -> StandardCharsets.UTF_8;
            default -> StandardCharsets.ISO_8859_1;
        };
        return new String(data, from, data.length - from, charset).replace("\ufeff", "");
    }

    private static boolean littleAt(byte[] data, int at) {
        return data.length > at && (data[at] & 0xff) == 0xff;
    }

    private static String genre(String text) {
        Matcher number = NUMBERED.matcher(text);
        if (number.matches()) {
            int index = Integer.parseInt(number.group(1));
            return index < GENRES.size() ? GENRES.get(index) : text;
        }
        return text;
    }

    /// Adds what the 128 bytes at the end of a file say, where version 2 says nothing.
    static void readOld(Source source, Tags tags) throws IOException {
        if (source.size() < 128 || !source.holds(source.size() - 128, "TAG")) {
            return;
        }
        byte[] tag = source.read(source.size() - 128, 128);
        old(tags, "title", tag, 3, 30);
        old(tags, "artist", tag, 33, 30);
        old(tags, "album", tag, 63, 30);
        old(tags, "date", tag, 93, 4);
        old(tags, "comment", tag, 97, 30);
        if (tag[125] == 0 && tag[126] != 0 && !tags.found().containsKey("track")) {
            tags.add("track", String.valueOf(tag[126] & 0xff));
        }
        int genre = tag[127] & 0xff;
        if (genre < GENRES.size() && !tags.found().containsKey("genre")) {
            tags.add("genre", GENRES.get(genre));
        }
    }

    private static void old(Tags tags, String name, byte[] tag, int from, int length) {
        if (!tags.found().containsKey(name)) {
            tags.add(name, Wav.text(Arrays.copyOfRange(tag, from, from + length)));
        }
    }
}
