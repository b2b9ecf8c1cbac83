using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A program that runs beside the tests. It ends with them, whatever happens, and what it printed is kept.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int TailLines = 40;

    // Children outlive a parent that dies early, so whatever ends the test run ends them, too.
    private static readonly ConcurrentDictionary<ChildProcess, byte> Running = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var child in Running.Keys)
        {
            child.Kill();
        }
    };

    private ChildProcess(string name, Process process) => (Name, _process) = (name, process);

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Everything printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The end of what was printed, for people who look for the reason of a failure.</summary>
    public string Tail => $"--- {Name}, last lines{(HasExited ? $" (it ended with exit code {_process.ExitCode})" : "")}:\n"
        + string.Join('\n', Crash.Concat(_lines.TakeLast(TailLines)));

    /// <summary>Where a Go program says why it crashed, which is far above what it prints last.</summary>
    private IEnumerable<string> Crash => _lines
        .SkipWhile(line => !line.StartsWith("panic:", StringComparison.Ordinal)
            && !line.StartsWith("fatal error:", StringComparison.Ordinal))
        .Take(TailLines);

    public static ChildProcess Start(string name, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var child = new ChildProcess(name, new Process { StartInfo = start });
        child._process.OutputDataReceived += child.OnLine;
        child._process.ErrorDataReceived += child.OnLine;
        child._process.Start();
        Running.TryAdd(child, 0);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits until the program says that it is ready.</summary>
    /// <param name="isReady">Whether it is. One that cannot be reached yet may throw <see cref="HttpRequestException"/>.</param>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public Task WaitUntilReadyAsync(Func<Task<(bool IsReady, string Seen)>> isReady) => Wait.ForAsync($"{Name} to be ready", async () =>
    {
        if (HasExited)
        {
            throw new InvalidOperationException($"{Name} ended instead of becoming ready.\n{Tail}");
        }

        try
        {
            return await isReady();
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return (false, $"{exception.Message}\n{Tail}");
        }
    });

    /// <summary>Waits for a line that holds a text.</summary>
    public Task WaitForLineAsync(string text) => Wait.ForAsync(
        $"{Name} to print '{text}'",
        () => Task.FromResult((_lines.Any(line => line.Contains(text, StringComparison.Ordinal)), Tail)));

    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as <c>TERM</c>, and waits for the end.</summary>
    public async Task EndAsync(string signal)
    {
        await SignalAsync(signal);
        await WaitForExitAsync();
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Wait.Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Waited {Wait.Patience.TotalSeconds:0} s in vain for {Name} to end.\n{Tail}", exception);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await WaitForExitAsync();
        Running.TryRemove(this, out _);
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void OnLine(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            _lines.Enqueue(line.Data);
        }
    }
}
