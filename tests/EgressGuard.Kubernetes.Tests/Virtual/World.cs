using System.Diagnostics;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Tests.Virtual;

/// <summary>
/// A world of one thread and a clock of its own: everything that can happen now happens before the clock moves on, so that a test
/// neither sleeps nor depends on chance.
/// </summary>
internal sealed class World : SynchronizationContext, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();
    private readonly SynchronizationContext? _former = Current;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    /// <summary>A world in which chance always gives the same.</summary>
    public World(Func<double>? chance = null)
    {
        Settings = new WatchSettings(Time, Log, chance ?? (() => 0));
        Cluster = new FakeCluster(Time);
        SetSynchronizationContext(this);
    }

    public ManualTime Time { get; } = new();

    public FakeCluster Cluster { get; }

    public RecordingLog Log { get; } = new();

    public WatchSettings Settings { get; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_queue)
        {
            _queue.Enqueue((d, state));
            Monitor.PulseAll(_queue);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Starts something that runs until the world ends, and lets happen what can.</summary>
    public void Start(Func<CancellationToken, Task> run)
    {
        _running.Add(run(_stop.Token));
        Settle();
    }

    /// <summary>Lets everything happen that can without the clock moving.</summary>
    public void Settle()
    {
        while (TryTake(out var next))
        {
            next.Callback(next.State);
        }
    }

    /// <summary>Lets everything happen until a task is done, for what leaves the thread of the world for a moment.</summary>
    public T Await<T>(Task<T> task)
    {
        var start = Stopwatch.GetTimestamp();
        while (!task.IsCompleted)
        {
            Settle();
            lock (_queue)
            {
                if (!task.IsCompleted && _queue.Count == 0 && !Monitor.Wait(_queue, Patience - Stopwatch.GetElapsedTime(start)))
                {
                    throw new TimeoutException("The task was waited for, and is not done.");
                }
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(double seconds)
    {
        Settle();
        var until = Time.GetTimestamp() + TimeSpan.FromSeconds(seconds).Ticks;
        while (!Time.Step(until))
        {
            Settle();
        }

        Settle();
    }

    /// <summary>Stops what was started. It must end without the clock moving.</summary>
    public void Stop()
    {
        _stop.Cancel();
        Settle();
        foreach (var task in _running)
        {
            Assert.True(task.IsCompleted, "It still runs after it was cancelled.");
            task.GetAwaiter().GetResult();
        }

        _running.Clear();
    }

    public void Dispose()
    {
        try
        {
            Stop();
        }
        finally
        {
            SetSynchronizationContext(_former);
            _stop.Dispose();
        }
    }

    private bool TryTake(out (SendOrPostCallback Callback, object? State) next)
    {
        lock (_queue)
        {
            return _queue.TryDequeue(out next);
        }
    }
}
