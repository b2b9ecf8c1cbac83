using System.Buffers;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>The bytes of a file or stream as kubectl first looks at them: without byte order mark, UTF-16 turned into UTF-8, and JSON
/// or YAML by the first character.</summary>
internal sealed class ManifestInput : IDisposable
{
    // kubectl looks no further for the first character.
    private const int SniffLength = 4096;

    private readonly Stream? _transcoding;

    private ManifestInput(ByteReader bytes, bool isJson, Stream? transcoding)
    {
        _transcoding = transcoding;
        Bytes = bytes;
        IsJson = isJson;
    }

    public ByteReader Bytes { get; }

    /// <summary>The first character that is not white space is <c>{</c>: all of it must be JSON.</summary>
    public bool IsJson { get; }

    public static ManifestInput Open(Stream stream, ManifestLimits limits)
    {
        var bytes = new ByteReader(stream, limits.MaxDocumentBytes);
        FillTo(bytes, 3);
        var utf16 = bytes.Available.StartsWith<byte>([0xFF, 0xFE]) ? Encoding.Unicode
            : bytes.Available.StartsWith<byte>([0xFE, 0xFF]) ? Encoding.BigEndianUnicode
            : null;
        Stream? transcoding = null;
        if (utf16 is not null)
        {
            var rest = new PrefixedStream(bytes.Available[2..].ToArray(), stream);
            transcoding = Encoding.CreateTranscodingStream(rest, utf16, Encoding.UTF8);
            bytes = new ByteReader(transcoding, limits.MaxDocumentBytes);
        }
        else if (bytes.Available.StartsWith<byte>([0xEF, 0xBB, 0xBF]))
        {
            bytes.Advance(3);
        }

        FillTo(bytes, SniffLength);
        return new ManifestInput(bytes, StartsWithBrace(bytes.Available), transcoding);
    }

    /// <summary>The stream given to <see cref="Open"/> stays open.</summary>
    public void Dispose() => _transcoding?.Dispose();

    private static void FillTo(ByteReader bytes, int count)
    {
        while (bytes.Available.Length < count && bytes.Fill())
        {
            // A stream may hand out a few bytes at a time.
        }
    }

    private static bool StartsWithBrace(ReadOnlySpan<byte> bytes)
    {
        while (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done && Rune.IsWhiteSpace(rune))
        {
            bytes = bytes[length..];
        }

        return bytes.StartsWith((byte)'{');
    }
}
