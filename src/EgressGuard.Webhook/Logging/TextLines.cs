using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace EgressGuard.Webhook.Logging;

/// <summary>
/// One entry, one line: time, level, message, exception. Names in a review are chosen by whoever sent it, so control characters are
/// written out: they can neither forge a line nor talk to the reader's terminal.
/// </summary>
internal sealed class TextLines : LineFormat
{
    private static readonly SearchValues<char> Unwritable = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl), '\u2028', '\u2029']);

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> entry, DateTimeOffset now, IBufferWriter<byte> line)
    {
        now.TryFormat(line.GetSpan(TimeFormat.Length), out var written, TimeFormat, CultureInfo.InvariantCulture);
        line.Advance(written);
        line.Write(Word(entry.LogLevel));
        Append(line, entry.Formatter(entry.State, entry.Exception));
        if (entry.Exception is { } exception)
        {
            line.Write(" | "u8);
            Append(line, exception.ToString());
        }

        line.Write("\n"u8);
    }

    private static ReadOnlySpan<byte> Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => " debug "u8,
        LogLevel.Information => " info  "u8,
        LogLevel.Warning => " warn  "u8,
        _ => " error "u8,
    };

    private static void Append(IBufferWriter<byte> line, ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(Unwritable) is >= 0 and var at)
        {
            Encoding.UTF8.GetBytes(text[..at], line);
            Encoding.UTF8.GetBytes(text[at] == '\n' ? @"\n" : $"\\u{(int)text[at]:x4}", line);
            text = text[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(text, line);
    }
}
