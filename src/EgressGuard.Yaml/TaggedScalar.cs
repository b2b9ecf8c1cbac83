using System.Globalization;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>Scalars with an explicit tag, quoted or not: as go-yaml v2 reads them for kubectl (measured with kubectl 1.32).</summary>
internal static class TaggedScalar
{
    private const string Prefix = "tag:yaml.org,2002:";

    public const string Merge = Prefix + "merge";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] TimestampFormats =
    [
        "yyyy-M-d", "yyyy-M-d H:m:s", "yyyy-M-d H:m:s.FFFFFFF",
        "yyyy-M-d'T'H:m:sK", "yyyy-M-d'T'H:m:s.FFFFFFFK", "yyyy-M-d't'H:m:sK", "yyyy-M-d't'H:m:s.FFFFFFFK",
    ];

    /// <summary>The value, or null where the text cannot be read as the tag says. A tag that go-yaml does not know makes a string.</summary>
    public static ScalarValue? Resolve(string tag, string text)
    {
        if (!tag.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return ScalarValue.Of(text);
        }

        return tag.AsSpan(Prefix.Length) switch
        {
            "int" => PlainScalar.Resolve(text) is { Kind: NodeKind.Integer or NodeKind.Unsigned } value ? value : null,
            "float" => AsFloat(PlainScalar.Resolve(text)),
            "bool" => PlainScalar.Resolve(text) is { Kind: NodeKind.True or NodeKind.False } value ? value : null,
            "null" => PlainScalar.Resolve(text) is { Kind: NodeKind.Null } value ? value : null,
            "timestamp" => IsTimestamp(text) ? ScalarValue.Of(text) : null,
            "binary" => AsBinary(text),
            _ => ScalarValue.Of(text),
        };
    }

    private static ScalarValue? AsFloat(ScalarValue value) => value.Kind switch
    {
        NodeKind.Float => value,
        NodeKind.Integer => ScalarValue.Of((double)value.Integer),
        _ => null,
    };

    /// <summary>kubectl sends a timestamp as the text that was written, but only if it is one.</summary>
    private static bool IsTimestamp(string text) =>
        DateTimeOffset.TryParseExact(text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static ScalarValue? AsBinary(string text)
    {
        byte[] bytes;
        try
        {
            // Go's decoder skips line breaks, .NET's also other white space.
            bytes = text.AsSpan().ContainsAny(' ', '\t') ? throw new FormatException() : Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }

        try
        {
            return ScalarValue.Of(StrictUtf8.GetString(bytes));
        }
        catch (ArgumentException)
        {
            return new ScalarValue(NodeKind.BrokenText, Replace(bytes), 0, false);
        }
    }

    /// <summary>Go writes U+FFFD for each byte that is not UTF-8, .NET for each broken sequence.</summary>
    private static string Replace(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var consumed);
            if (status == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                text.Append('\uFFFD', consumed);
            }

            bytes = bytes[consumed..];
        }

        return text.ToString();
    }
}
