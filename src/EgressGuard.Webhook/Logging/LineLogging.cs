using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;

namespace EgressGuard.Webhook.Logging;

/// <summary>Makes the loggers of a format: each entry is written into memory of its thread and left to the output as a line.</summary>
internal sealed class LineLogging : ILoggerProvider
{
    private const int UsualLength = 16 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _lineOfThread;

    private readonly LineFormat _format;
    private readonly TimeProvider _time;

    /// <summary>Begins to log.</summary>
    /// <param name="format">The form of the log.</param>
    /// <param name="stream">Where it goes.</param>
    /// <param name="time">The time of each entry.</param>
    public LineLogging(LogFormat format, Stream stream, TimeProvider time)
    {
        (_format, _time) = (LineFormat.Of(format), time);
        Output = new LogOutput(stream, LineOfLost);
    }

    /// <summary>Where the lines go.</summary>
    public LogOutput Output { get; }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    /// <summary>Writes what is still there.</summary>
    public void Dispose() => Output.Dispose();

    private void Log<TState>(in LogEntry<TState> entry)
    {
        if (_lineOfThread is not { Capacity: <= 4 * UsualLength } line)
        {
            _lineOfThread = line = new ArrayBufferWriter<byte>(UsualLength);
        }

        line.ResetWrittenCount();
        _format.Write(entry, _time.GetUtcNow(), line);
        Output.Write(line.WrittenSpan);
    }

    /// <summary>Made by the thread that writes, which must not wait for itself.</summary>
    private ReadOnlyMemory<byte> LineOfLost(long count)
    {
        var line = new ArrayBufferWriter<byte>();
        var entry = new LogEntry<string>(
            LogLevel.Warning,
            typeof(LineLogging).FullName!,
            new EventId(1, nameof(LineOfLost)),
            $"{count} lines of the log were dropped here: whatever reads it did not keep up.",
            exception: null,
            static (text, _) => text);
        _format.Write(entry, _time.GetUtcNow(), line);
        return line.WrittenMemory;
    }

    private sealed class LineLogger(LineLogging logging, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logging.Log(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
    }
}
