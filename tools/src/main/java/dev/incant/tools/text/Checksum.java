package dev.incant.tools.text;

import dev.incant.kernel.error.Nearest;
import dev.incant.kernel.error.ToolException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.digest.Blake3;

/// A running checksum of bytes: a cryptographic hash, an HMAC (RFC 2104), or CRC-32.
interface Checksum {
    /// Takes more bytes.
    void update(byte[] bytes, int offset, int length);

    /// The checksum of all bytes taken; called once.
    byte[] finish();

    /// What can be computed, by the name that people see.
    enum Algorithm {
        MD5("MD5", "MD5", 16),
        SHA_1("SHA-1", "SHA1", 20),
        SHA_224("SHA-224", "SHA224", 28),
        SHA_256("SHA-256", "SHA256", 32),
        SHA_384("SHA-384", "SHA384", 48),
        SHA_512("SHA-512", "SHA512", 64),
        SHA_512_224("SHA-512/224", "SHA512/224", 28),
        SHA_512_256("SHA-512/256", "SHA512/256", 32),
        SHA3_224("SHA3-224", "SHA3-224", 28),
        SHA3_256("SHA3-256", "SHA3-256", 32),
        SHA3_384("SHA3-384", "SHA3-384", 48),
        SHA3_512("SHA3-512", "SHA3-512", 64),
        BLAKE3("BLAKE3", "", 32),
        CRC32("CRC32", "", 4);

        private final String title;
        private final String macName;
        private final int size;

        Algorithm(String title, String macName, int size) {
            this.title = title;
            this.macName = macName;
            this.size = size;
        }

        /// The name in results, such as `SHA-256`.
        String title() {
            return title;
        }

        /// How many bytes come out.
        int size() {
            return size;
        }

        /// Whether HMAC is defined with it: it needs a hash with blocks.
        boolean hasHmac() {
            return !macName.isEmpty();
        }

        /// Finds an algorithm; case, `-`, `_`, `/` and blanks do not matter.
        ///
        /// @throws ToolException `invalid_params` with the nearest names
        static Algorithm named(String name) {
            String sought = normal(name);
            List<String> names = new ArrayList<>();
            for (Algorithm each : values()) {
                if (normal(each.title).equals(sought)) {
                    return each;
                }
                names.add(each.title.toLowerCase(Locale.ROOT));
            }
            throw ToolException.invalidParams("algorithm: unknown '" + name + "'" + Nearest.hint(name, names)
                            + "; there are " + String.join(", ", names))
                    .with("algorithms", names);
        }

        private static String normal(String name) {
            StringBuilder normal = new StringBuilder(name.length());
            for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
                if ("-_/ ".indexOf(c) < 0) {
                    normal.append(c);
                }
            }
            return normal.toString();
        }

        /// Starts a checksum without a key.
        Checksum start() {
            return switch (this) {
                case BLAKE3 -> blake3();
                case CRC32 -> crc32();
                default -> digest(title);
            };
        }

        /// Starts an HMAC.
        ///
        /// @throws ToolException `invalid_params` when none is defined with this algorithm
        Checksum start(byte[] key) {
            if (!hasHmac()) {
                throw ToolException.invalidParams(
                        "algorithm: HMAC is not defined with " + title + "; use the SHA families or MD5");
            }
            try {
                Mac mac = Mac.getInstance("Hmac" + macName);
                // The JDK takes no empty key. HMAC fills keys up with zeros, so one zero byte is the same key.
                mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "RAW"));
                return new Checksum() {
                    @Override
                    public void update(byte[] bytes, int offset, int length) {
                        mac.update(bytes, offset, length);
                    }

                    @Override
                    public byte[] finish() {
                        return mac.doFinal();
                    }
                };
            } catch (GeneralSecurityException e) {
                throw missing(e);
            }
        }

        private Checksum digest(String name) {
            try {
                MessageDigest digest = MessageDigest.getInstance(name);
                return new Checksum() {
                    @Override
                    public void update(byte[] bytes, int offset, int length) {
                        digest.update(bytes, offset, length);
                    }

                    @Override
                    public byte[] finish() {
                        return digest.digest();
                    }
                };
            } catch (GeneralSecurityException e) {
                throw missing(e);
            }
        }

        private static Checksum blake3() {
            Blake3 blake3 = Blake3.initHash();
            return new Checksum() {
                @Override
                public void update(byte[] bytes, int offset, int length) {
                    blake3.update(bytes, offset, length);
                }

                @Override
                public byte[] finish() {
                    return blake3.doFinalize(BLAKE3.size);
                }
            };
        }

        private static Checksum crc32() {
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            return new Checksum() {
                @Override
                public void update(byte[] bytes, int offset, int length) {
                    crc.update(bytes, offset, length);
                }

                @Override
                public byte[] finish() {
                    long value = crc.getValue();
                    return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
                    };
                }
            };
        }

        /// A JDK may leave algorithms out, in FIPS mode for one.
        private ToolException missing(GeneralSecurityException cause) {
            return ToolException.unavailable("this Java runtime offers no " + title + ": " + cause.getMessage());
        }
    }
}
