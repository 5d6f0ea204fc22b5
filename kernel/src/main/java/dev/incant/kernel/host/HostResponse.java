package dev.incant.kernel.host;

import dev.incant.kernel.capability.Http;
import dev.incant.kernel.capability.Http.Header;
import java.net.URI;
import java.util.List;

/// An answer whose body is still to be read.
record HostResponse(int status, String reason, List<Header> headers, URI uri, int redirects, ResponseBody body)
        implements Http.Response {
    HostResponse {
        headers = List.copyOf(headers);
    }

    @Override
    public void close() {
        body.close();
    }
}
