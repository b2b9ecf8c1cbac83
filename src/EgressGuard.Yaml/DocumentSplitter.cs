using System.Buffers;
using System.Text;

namespace EgressGuard.Yaml;

/// <summary>YAML text cut into chunks at lines that start with <c>---</c>, before anything knows about YAML, as kubectl does it:
/// also inside a block scalar or a quoted text.</summary>
internal sealed class DocumentSplitter(ByteReader bytes, Document document)
{
    private const int KeptCapacity = 4 * 1024 * 1024;

    private ArrayBufferWriter<byte> _chunk = new();
    private int _line;
    private bool _atEnd;

    /// <summary>The next chunk and its first line in the file, counted from 1; null at the end. Bytes that are not UTF-8 become U+FFFD.</summary>
    /// <exception cref="ManifestException">A separator line has text behind it, or a chunk is too large.</exception>
    public (string Text, int FirstLine)? Next()
    {
        _chunk = _chunk.Capacity > KeptCapacity ? new ArrayBufferWriter<byte>() : _chunk;
        _chunk.ResetWrittenCount();
        var firstLine = _line + 1;
        while (!_atEnd && NextLine() is var length)
        {
            if (length < 0)
            {
                _atEnd = true;
                break;
            }

            _line++;
            var line = bytes.Available[..length];
            var content = line.TrimEnd((byte)'\n');
            var isSeparator = content.StartsWith("---"u8);
            if (isSeparator)
            {
                RefuseContent(Encoding.UTF8.GetString(content[3..]).Trim());
            }

            // kubectl keeps a separator that has nothing before it as part of the chunk, where YAML reads it as a document start.
            if (isSeparator && _chunk.WrittenCount > 0)
            {
                bytes.Advance(length);
                break;
            }

            Append(content, firstLine);
            bytes.Advance(length);
        }

        return _chunk.WrittenCount > 0 ? (Text(), firstLine) : null;
    }

    /// <summary>The length of the next line with its line feed; -1 at the end.</summary>
    private int NextLine()
    {
        var searched = 0;
        while (true)
        {
            var feed = bytes.Available[searched..].IndexOf((byte)'\n');
            if (feed >= 0)
            {
                return searched + feed + 1;
            }

            searched = bytes.Available.Length;
            if (bytes.IsFull)
            {
                throw TooLarge(_line + 1);
            }

            if (!bytes.Fill())
            {
                return searched == 0 ? -1 : searched;
            }
        }
    }

    /// <summary>Like kubectl: CR LF becomes LF, and the last line always ends.</summary>
    private void Append(ReadOnlySpan<byte> content, int firstLine)
    {
        if (content.EndsWith((byte)'\r'))
        {
            content = content[..^1];
        }

        _chunk.Write(content);
        _chunk.Write("\n"u8);
        if (_chunk.WrittenCount > document.Limits.MaxDocumentBytes)
        {
            throw TooLarge(firstLine);
        }
    }

    private string Text()
    {
        var text = _chunk.WrittenSpan;

        // A chunk may bring its own byte order mark, where files were put together.
        return Encoding.UTF8.GetString(text.StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? text[3..] : text);
    }

    private void RefuseContent(string content)
    {
        if (content.Length > 0 && content[0] != '#')
        {
            throw document.Fail(_line, 4, $"a line starting with --- separates documents, but '{Excerpt.Of(content)}' follows; put it on the next line, or indent the line if it is text");
        }
    }

    private ManifestException TooLarge(int line) =>
        document.Fail(line, 1, $"the document starting here is larger than {document.Limits.MaxDocumentBytes} bytes; split it with --- lines");
}
