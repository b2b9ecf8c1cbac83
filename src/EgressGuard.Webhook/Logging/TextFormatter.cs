using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace EgressGuard.Webhook.Logging;

/// <summary>
/// One entry, one line: time, level, message, exception. Names in a review are chosen by whoever sent it, so control characters are
/// written out: they can neither forge a line nor talk to the reader's terminal.
/// </summary>
internal sealed class TextFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name by which the console logger finds this formatter.</summary>
    public const string FormatterName = "line";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new StringBuilder()
            .Append(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(' ')
            .Append(Word(logEntry.LogLevel))
            .Append(' ')
            .Append(logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            line.Append(" | ").Append(exception);
        }

        textWriter.WriteLine(OnOneLine(line));
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        _ => "error",
    };

    private static StringBuilder OnOneLine(StringBuilder text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsControl(character) || character is '\u2028' or '\u2029')
            {
                text.Remove(i, 1);
                var written = character == '\n' ? @"\n" : $"\\u{(int)character:x4}";
                text.Insert(i, written);
                i += written.Length - 1;
            }
        }

        return text;
    }
}
