namespace EgressGuard.Yaml;

/// <summary>A stream's bytes through one window that moves on, and grows only when one line or one object needs it.</summary>
internal sealed class ByteReader(Stream stream, int limit)
{
    private const int InitialSize = 64 * 1024;

    // A small file in one piece; one byte more, so that its end is seen without a larger window.
    private byte[] _window = new byte[stream.CanSeek ? (int)Math.Clamp(stream.Length - stream.Position + 1, 4096, InitialSize) : InitialSize];
    private int _start;
    private int _end;

    /// <summary>What has been read from the stream and not been passed yet.</summary>
    public ReadOnlySpan<byte> Available => _window.AsSpan(_start, _end - _start);

    /// <summary>Everything available is beyond the limit: the caller knows the line, and fails.</summary>
    public bool IsFull => _end - _start > limit;

    /// <summary>Makes more bytes available behind the ones that are; false at the end of the stream, or when full.</summary>
    public bool Fill()
    {
        if (IsFull)
        {
            return false;
        }

        if (_end == _window.Length)
        {
            var kept = Available;
            // Moving is worth it only when it frees half the window; otherwise a long line would be moved again and again.
            var window = kept.Length > _window.Length / 2 ? new byte[_window.Length * 2] : _window;
            kept.CopyTo(window);
            _end = kept.Length;
            _start = 0;
            _window = window;
        }

        var read = stream.Read(_window, _end, _window.Length - _end);
        _end += read;
        return read > 0;
    }

    public void Advance(int count) => _start += count;
}
