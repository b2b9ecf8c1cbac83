namespace EgressGuard.Testing;

/// <summary>
/// A clock that moves only when a test says so, and one thread on which everything under test runs. So whoever moves the clock finds
/// everything done that could be done by then: nothing needs to be waited for in real time, and every run is the same.
/// It holds for code that does not leave the thread: no <c>Task.Run</c>, no <c>ConfigureAwait(false)</c>.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly Queue<TaskCompletionSource> _whenIdle = new();
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = Start;

    private VirtualTime()
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How much time has passed.</summary>
    public TimeSpan Passed => _now - Start;

    /// <summary>Runs a test to its end.</summary>
    public static void Run(Func<VirtualTime, Task> test)
    {
        var time = new VirtualTime();
        var former = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Context(time));
        try
        {
            var running = test(time);
            while (!running.IsCompleted)
            {
                time.Step();
            }

            running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(former);
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Lets everything happen that can happen without the clock moving.</summary>
    public Task SettleAsync()
    {
        var idle = new TaskCompletionSource();
        _whenIdle.Enqueue(idle);
        return idle.Task;
    }

    /// <summary>Moves the clock, moment by moment; at each, everything that can happen does.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        var end = _now + by;
        await SettleAsync();
        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            _now = next.Due > _now ? next.Due : _now;
            next.Ring();
            await SettleAsync();
        }

        _now = end;
        await SettleAsync();
    }

    /// <summary>Moves the clock by seconds.</summary>
    public Task PassAsync(double seconds) => PassAsync(TimeSpan.FromSeconds(seconds));

    private void Step()
    {
        if (_work.TryDequeue(out var work))
        {
            work.Callback(work.State);
        }
        else if (_whenIdle.TryDequeue(out var idle))
        {
            idle.SetResult();
        }
        else
        {
            throw new TimeoutException("The test waits for what nobody is going to do: move the clock, or complete what is awaited.");
        }
    }

    private sealed class Context(VirtualTime time) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => time._work.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);
    }

    private sealed class VirtualTimer(VirtualTime time, Action callback) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset Due { get; private set; }

        public void Ring()
        {
            time._timers.Remove(this);
            if (_period > TimeSpan.Zero)
            {
                Due += _period;
                time._timers.Add(this);
            }

            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time._timers.Remove(this);
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = time._now + dueTime;
                time._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
