using System.Diagnostics;
using System.Globalization;

namespace EgressGuard.Cli;

/// <summary>Tells a person at a terminal that long work goes on; silent in scripts and for short work.</summary>
internal sealed class Progress(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next = Patience;
    private int _count;
    private bool _isShown;

    /// <summary>Counts one object.</summary>
    public void Count()
    {
        _count++;
        if (terminal.IsErrorTerminal && _watch.Elapsed >= _next)
        {
            _next = _watch.Elapsed + Patience / 4;
            _isShown = true;
            terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_count} objects read …"));
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_isShown)
        {
            terminal.Error.Write("\r\u001b[K");
            _isShown = false;
        }
    }
}
