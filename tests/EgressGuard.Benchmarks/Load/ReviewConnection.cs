using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace EgressGuard.Benchmarks.Load;

/// <summary>
/// One kept-alive connection that sends a request and waits for its response. It costs as little as it can, because client and server
/// share the machine: blocking calls, no HTTP client, and no more of the response is read than the status, the length and the decision.
/// </summary>
internal sealed class ReviewConnection : IDisposable
{
    private readonly TcpClient _socket = new() { NoDelay = true };
    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public ReviewConnection(int port)
    {
        _socket.Connect(IPAddress.Loopback, port);
        _socket.ReceiveTimeout = 10_000;
        _stream = new SslStream(_socket.GetStream());
        _stream.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, _, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None,
        });
    }

    /// <summary>Whether the server asked to dial again, as the webhook does every so often to spread its callers over its replicas.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>The last answer, until the next request.</summary>
    public ReadOnlyMemory<byte> Answer { get; private set; }

    /// <summary>The thumbprint of the certificate that the server showed.</summary>
    public string Served => _stream.RemoteCertificate!.GetCertHashString();

    /// <summary>Sends a request and gives whether the review was allowed.</summary>
    /// <exception cref="IOException">The answer is no review.</exception>
    public bool Send(Request request)
    {
        _stream.Write(request.Bytes);
        var (filled, body) = (0, 0);
        while (body == 0)
        {
            filled += Read(filled);
            body = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8) + 4;
            body = body < 4 ? 0 : body;
        }

        var head = _buffer.AsSpan(0, body);
        if (!head.StartsWith("HTTP/1.1 200 "u8))
        {
            throw new IOException("The answer is not a review: " + Encoding.UTF8.GetString(_buffer, 0, filled));
        }

        IsSpent = head.IndexOf("\r\nConnection: close\r\n"u8) >= 0;
        var end = body + LengthIn(head);
        while (filled < end)
        {
            filled += Read(filled);
        }

        Answer = _buffer.AsMemory(body, end - body);
        var review = Answer.Span;
        return review.IndexOf("\"allowed\":true"u8) >= 0
            || (review.IndexOf("\"allowed\":false"u8) >= 0 ? false : throw new IOException("The answer decides nothing."));
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private int Read(int filled)
    {
        var read = _stream.Read(_buffer, filled, _buffer.Length - filled);
        return read > 0 ? read : throw new IOException("The connection ended before the answer did.");
    }

    private static int LengthIn(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new IOException("The answer has no Content-Length.");
    }
}
