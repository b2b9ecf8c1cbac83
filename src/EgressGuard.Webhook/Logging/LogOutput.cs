namespace EgressGuard.Webhook.Logging;

/// <summary>
/// Where lines of the log go. Whoever has one leaves it here and goes on; a thread of its own writes what has gathered in one piece. The
/// first line after a pause is written at once. A reader that does not keep up must not hold up admission: what there is no room for is
/// dropped and counted, and how much that was is told in its place once there is room again.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>How many bytes may wait to be written.</summary>
    public const int Room = 1024 * 1024;

    private const int UsualLength = 64 * 1024;

    /// <summary>Lines gather for so long before they are written together: under load a write for each costs more than the line.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>How long the end of the process waits for a reader.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly object _gate = new();
    private readonly Stream _stream;
    private readonly Func<long, ReadOnlyMemory<byte>> _tellLost;
    private readonly Thread _writer;
    private byte[] _waiting = new byte[UsualLength];
    private byte[] _spare = new byte[UsualLength];
    private int _length;
    private long _untold;
    private long _dropped;
    private bool _isIdle;
    private bool _isEnding;
    private bool _hasEnded;

    /// <summary>Begins to write.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tellLost">Makes the line that tells how many lines were lost.</param>
    public LogOutput(Stream stream, Func<long, ReadOnlyMemory<byte>> tellLost)
    {
        (_stream, _tellLost) = (stream, tellLost);
        _writer = new Thread(Run) { Name = "Log", IsBackground = true };
        _writer.Start();
    }

    /// <summary>How many lines were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Leaves a line, its line break included, to be written. Returns at once, from any thread.</summary>
    public void Write(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                WriteOut(line); // the last words of what ends after the log
            }
            else if (line.Length > Room - _length)
            {
                _dropped++;
                _untold++;
            }
            else
            {
                Keep(line);
            }
        }
    }

    /// <summary>Writes what is there, and gives up on a reader that does not read.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isEnding = true;
            Monitor.Pulse(_gate);
        }

        _writer.Join(Patience);
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        if (line.Length > _waiting.Length - _length)
        {
            Array.Resize(ref _waiting, Math.Min(Room, Math.Max(_length + line.Length, _waiting.Length * 2)));
        }

        line.CopyTo(_waiting.AsSpan(_length));
        _length += line.Length;
        if (_isIdle)
        {
            _isIdle = false;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        while (Take() is var (lines, lost))
        {
            WriteOut(lines.Span);
            if (lost > 0)
            {
                WriteOut(_tellLost(lost).Span);
            }

            Gather();
        }
    }

    /// <summary>Waits for lines and takes all there are; null at the end.</summary>
    private (ReadOnlyMemory<byte> Lines, long Lost)? Take()
    {
        lock (_gate)
        {
            while (_length == 0 && _untold == 0)
            {
                if (_isEnding)
                {
                    _hasEnded = true;
                    return null;
                }

                _isIdle = true;
                Monitor.Wait(_gate);
            }

            var taken = (_waiting.AsMemory(0, _length), _untold);
            (_waiting, _spare, _length, _untold, _isIdle) = (_spare, _waiting, 0, 0, false);
            return taken;
        }
    }

    private void Gather()
    {
        lock (_gate)
        {
            if (!_isEnding)
            {
                Monitor.Wait(_gate, Pause);
            }
        }
    }

    private void WriteOut(ReadOnlySpan<byte> lines)
    {
        try
        {
            _stream.Write(lines);
            _stream.Flush();
        }
        catch (IOException)
        {
            // A full disk, say. There is no other place to tell it than the metric.
            Interlocked.Add(ref _dropped, lines.Count((byte)'\n'));
        }
    }
}
