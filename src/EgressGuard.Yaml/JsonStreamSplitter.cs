using System.Buffers;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>A stream of concatenated JSON values cut into values, each with the place where it starts.</summary>
/// <remarks>Only finds where a value ends; whether it is JSON is for the JSON reader.</remarks>
internal sealed class JsonStreamSplitter(ByteReader bytes, Document document)
{
    private static readonly SearchValues<byte> Structural = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> Quote = SearchValues.Create("\"\\"u8);
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(" \t\r\n{}[]\","u8);

    private int _line = 1;
    private int _column = 1;

    /// <summary>The next value; null at the end. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="ManifestException">A value does not end, or is too large.</exception>
    public (byte[] Json, int Line, int Column)? Next()
    {
        if (!SkipWhiteSpace())
        {
            return null;
        }

        var (line, column) = (_line, _column);
        var length = ValueLength();
        if (length > document.Limits.MaxDocumentBytes)
        {
            throw TooLarge();
        }

        var value = bytes.Available[..length].ToArray();
        Pass(value.Length);
        return (System.Text.Unicode.Utf8.IsValid(value) ? value : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(value)), line, column);
    }

    private bool SkipWhiteSpace()
    {
        while (true)
        {
            var length = bytes.Available.IndexOfAnyExcept(WhiteSpace);
            Pass(length < 0 ? bytes.Available.Length : length);
            if (length >= 0)
            {
                return true;
            }

            if (!bytes.Fill())
            {
                return false;
            }
        }
    }

    private int ValueLength()
    {
        if (bytes.Available[0] is not ((byte)'{' or (byte)'['))
        {
            return ScalarLength();
        }

        var depth = 0;
        var at = 0;
        do
        {
            at = Find(at, Structural);
            switch (bytes.Available[at])
            {
                case (byte)'"':
                    at = StringEnd(at + 1);
                    break;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }

            at++;
        }
        while (depth > 0);
        return at;
    }

    private int StringEnd(int at)
    {
        while (true)
        {
            at = Find(at, Quote);
            if (bytes.Available[at] == '"')
            {
                return at;
            }

            // The character behind a backslash is never the end.
            at += 2;
        }
    }

    private int Find(int from, SearchValues<byte> values)
    {
        while (true)
        {
            if (from < bytes.Available.Length)
            {
                var found = bytes.Available[from..].IndexOfAny(values);
                if (found >= 0)
                {
                    return from + found;
                }

                from = bytes.Available.Length;
            }

            if (bytes.IsFull)
            {
                throw TooLarge();
            }

            if (!bytes.Fill())
            {
                throw document.Fail(_line, _column, $"the JSON value starting here does not end; close its quotes and brackets");
            }
        }
    }

    private int ScalarLength()
    {
        const int LongestLiteral = 64;
        while (bytes.Available.Length < LongestLiteral && bytes.Fill())
        {
            // null may be cut in the middle.
        }

        var window = bytes.Available[..Math.Min(LongestLiteral, bytes.Available.Length)];
        var end = window[1..].IndexOfAny(ScalarEnd);
        return end < 0 ? window.Length : end + 1;
    }

    private ManifestException TooLarge() =>
        document.Fail(_line, _column, $"the object starting here is larger than {document.Limits.MaxDocumentBytes} bytes; split it");

    private void Pass(int count)
    {
        TextPlace.Advance(bytes.Available[..count], ref _line, ref _column);
        bytes.Advance(count);
    }
}
