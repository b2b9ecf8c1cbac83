using System.Diagnostics;
using System.Threading.Channels;

namespace EgressGuard.Webhook.Files;

/// <summary>
/// Tells when to look at files again: soon after what happened in their directories is over, and every ten seconds in any case, because
/// notifications get lost. The directories are watched, not the files: of a kubelet volume only <c>..data</c> is ever renamed.
/// </summary>
internal sealed class FileChanges : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    // Whoever writes two files, or one in pieces, is given time to finish: half of a policy may be a valid one. Not for ever, because
    // in some directories there is always something going on.
    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(10);

    // One event that waits is as good as ten.
    private readonly Channel<bool> _events =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly List<FileSystemWatcher> _watchers = [];

    public FileChanges(IEnumerable<string> files)
    {
        foreach (var directory in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file))!).Distinct())
        {
            Watch(directory);
        }
    }

    /// <summary>Waits until it is time to look.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        if (!await SomethingHappensAsync(cancellation))
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        do
        {
            await Task.Delay(SettleTime, cancellation);
        }
        while (_events.Reader.TryRead(out _) && Stopwatch.GetElapsedTime(start) < LongestSettling);
    }

    /// <inheritdoc/>
    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    private async Task<bool> SomethingHappensAsync(CancellationToken cancellation)
    {
        using var poll = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        poll.CancelAfter(PollInterval);
        try
        {
            return await _events.Reader.ReadAsync(poll.Token);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    private void Watch(string directory)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(directory);
            watcher.Created += Signal;
            watcher.Changed += Signal;
            watcher.Renamed += Signal;
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // The machine has no inotify instances left, or the directory is gone for now: the poll remains.
            watcher?.Dispose();
        }
    }

    private void Signal(object sender, FileSystemEventArgs change) => _events.Writer.TryWrite(true);
}
