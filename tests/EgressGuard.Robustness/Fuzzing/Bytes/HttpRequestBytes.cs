using System.Globalization;
using System.Text;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Fuzzing.Bytes;

/// <summary>
/// Requests as bytes, mangled: all of them carry, somewhere, a review that is refused. Seed and round alone decide how.
/// </summary>
internal static class HttpRequestBytes
{
    private static readonly string[] RequestLines =
    [
        "POST /validate HTTP/1.1", "POST /validate?timeout=2s HTTP/1.0", "POST https://localhost/validate HTTP/1.1", "POST //validate HTTP/1.1",
        "POST /validate/../validate HTTP/1.1", "POST /%76alidate HTTP/1.1", "POST /validate%00 HTTP/1.1", "POST /validate#x HTTP/1.1", "POST * HTTP/1.1",
        "OPTIONS * HTTP/1.1", "CONNECT localhost:443 HTTP/1.1", "PUT /validate HTTP/1.1", "post /validate HTTP/1.1", "TRACE /validate HTTP/1.1",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "POST /validate HTTP/2.0", "POST /validate HTTP/1.1 x", "POST /validate", "POST  /validate HTTP/1.1",
        "POST\t/validate\tHTTP/1.1", " POST /validate HTTP/1.1", "\r\nPOST /validate HTTP/1.1", "POST /validate?timeout=-1s HTTP/1.1",
        "POST /validate?timeout=99999999999999999999h HTTP/1.1", "POST /validate?timeout=%zz&timeout=1s HTTP/1.1", "HTTP/1.1 200 OK", "\0\0\0\0", "GET / HTTP/0.9",
    ];

    private static readonly string[] Headers =
    [
        "Host: localhost", "Host: a, b", "Host:", "Host: localhost\r\nHost: localhost", "Host : localhost", "Content-Type: application/json",
        "Content-Type: application/json; charset=utf-16", "Content-Type: \u00ff\u00fe", "Content-Type: text/plain", "Content-Length: {0}", "Content-Length: +{0}", "Content-Length: {0}, {0}",
        "Content-Length: {0}\r\nContent-Length: 5", "Content-Length: -1", "Content-Length: 0", "Content-Length: 99999999999999999999", "Content-Length: 0x10", "Content-Length: 10",
        "Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: xchunked",
        "Transfer-Encoding : chunked", "Transfer-Encoding: \u000bchunked", "Expect: 100-continue", "Expect: 200-ok", "Connection: close", "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAAA",
        "Connection: keep-alive, Content-Length", "Trailer: Content-Length", " folded: line", "No colon", ": no name", "X\u0000Y: z", "X: a\rb", "Content-Encoding: gzip", "Cookie: a=b", "Range: bytes=0-1",
    ];

    /// <summary>The bytes of a round: one to three requests, one behind the other.</summary>
    public static byte[] Of(int round)
    {
        var random = new Random(unchecked((Length.Seed * 31) + round));
        return [.. Enumerable.Range(0, random.Next(4) == 0 ? random.Next(2, 4) : 1).SelectMany(_ => Request(random))];
    }

    private static byte[] Request(Random random)
    {
        var body = Samples.OpenServiceEntry;
        var isChunked = random.Next(3) == 0;
        var headers = new List<string> { "Host: localhost", "Content-Type: application/json", isChunked ? "Transfer-Encoding: chunked" : "Content-Length: {0}" };
        for (var times = random.Next(0, 4); times > 0; times--)
        {
            headers[random.Next(headers.Count)] = random.Pick(Headers);
            headers.Insert(random.Next(headers.Count + 1), random.Pick(Headers));
        }

        var line = random.Next(2) == 0 ? RequestLines[0] : random.Pick(RequestLines);
        var end = random.Next(8) == 0 ? "\n" : "\r\n";
        var head = string.Join(end, [line, .. headers, "", ""]).Replace("{0}", body.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var bytes = Encoding.Latin1.GetBytes(head);

        // The body stays what it is, or cut off: with another one the review would be another.
        return [.. random.Next(3) == 0 ? random.Pick(ByteMutations.All)(random, bytes, bytes) : bytes, .. Encoding.Latin1.GetBytes(isChunked ? Chunks(random, body) : body)];
    }

    private static string Chunks(Random random, string body)
    {
        var text = new StringBuilder();
        foreach (var chunk in body.Chunk(random.Next(20, 400)))
        {
            var size = chunk.Length.ToString("x", CultureInfo.InvariantCulture);
            text.Append(random.Next(12) != 0 ? size : random.Pick(
                [size + ";a=b", "0x" + size, "+" + size, "-" + size, size + " ", "00000000000000" + size, "ffffffffffffffff", "7fffffff", "g", "", size + "\n", "0"]));
            text.Append("\r\n").Append(chunk).Append(random.Next(20) == 0 ? random.Pick(["", "\n", "x\r\n"]) : "\r\n");
        }

        return text.Append(random.Pick(["0\r\n\r\n", "0\r\n\r\n", "0\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\n", "0;x\r\n\r\n", ""])).ToString();
    }
}
