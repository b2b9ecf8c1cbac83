namespace EgressGuard.Testing.FakeApi;

/// <summary>The faults that happen a number of times.</summary>
internal enum FakeFault
{
    /// <summary>A request is answered with an error.</summary>
    Answer,

    /// <summary>The connection of a request is cut.</summary>
    Reset,

    /// <summary>A continuation page is refused with 410.</summary>
    ExpiredContinue,

    /// <summary>A watch is closed as soon as it is open.</summary>
    CloseAtOnce,

    /// <summary>A watch sends an error event and closes.</summary>
    ErrorEvent,

    /// <summary>A watch sends these bytes among its events.</summary>
    RawEvent,

    /// <summary>A watch sends half of its next event and closes.</summary>
    Truncate,
}

/// <summary>What shall go wrong, for a type by its name, or for all (null).</summary>
internal sealed class FakeFaults
{
    private readonly Lock _gate = new();
    private readonly List<Planned> _planned = [];
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);
    private readonly HashSet<string> _slow = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _hanging = new(StringComparer.Ordinal);

    public void Plan(FakeFault fault, string? name, int times, FakeStatus? status = null, string raw = "")
    {
        lock (_gate)
        {
            _planned.Add(new Planned(fault, name, status, raw) { Left = times });
        }
    }

    /// <summary>The next planned fault of a kind for a type, which has then happened once more.</summary>
    /// <param name="fault">The kind.</param>
    /// <param name="type">The type; null where a request is about none, such as for the version.</param>
    public Planned? Take(FakeFault fault, FakeType? type)
    {
        lock (_gate)
        {
            var found = _planned.Find(planned => planned.Fault == fault && planned.Left > 0 && Means(planned.Name, type));
            if (found is not null)
            {
                found.Left--;
            }

            return found;
        }
    }

    /// <summary>Forgets the errors that were planned as answers and have not happened yet.</summary>
    public void EndAnswers()
    {
        lock (_gate)
        {
            _planned.RemoveAll(planned => planned.Fault == FakeFault.Answer);
        }
    }

    public void Forbid(string? name, bool isForbidden) => Set(_forbidden, name, isForbidden);

    public bool IsForbidden(FakeType? type) => IsSet(_forbidden, type);

    public void SlowBytes(string? name, bool isSlow) => Set(_slow, name, isSlow);

    public bool AreBytesSlow(FakeType type) => IsSet(_slow, type);

    public void Hang(string? name)
    {
        lock (_gate)
        {
            _hanging.TryAdd(name ?? "", new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
    }

    public void Resume(string? name)
    {
        lock (_gate)
        {
            foreach (var key in _hanging.Keys.Where(key => name is null || key == name).ToArray())
            {
                _hanging.Remove(key, out var gate);
                gate!.TrySetResult();
            }
        }
    }

    public async Task WaitWhileHangingAsync(FakeType? type, CancellationToken cancellation)
    {
        while (Gate(type) is { } gate)
        {
            await gate.WaitAsync(cancellation);
        }
    }

    private Task? Gate(FakeType? type)
    {
        lock (_gate)
        {
            return _hanging.FirstOrDefault(entry => Means(entry.Key.Length == 0 ? null : entry.Key, type)).Value?.Task;
        }
    }

    private void Set(HashSet<string> names, string? name, bool value)
    {
        lock (_gate)
        {
            if (value)
            {
                names.Add(name ?? "");
            }
            else
            {
                names.RemoveWhere(one => name is null || one == name);
            }
        }
    }

    private bool IsSet(HashSet<string> names, FakeType? type)
    {
        lock (_gate)
        {
            return names.Any(name => Means(name.Length == 0 ? null : name, type));
        }
    }

    private static bool Means(string? name, FakeType? type) => name is null || (type?.IsMeantBy(name) ?? false);

    /// <summary>A fault, and how many times it will happen yet.</summary>
    public sealed record Planned(FakeFault Fault, string? Name, FakeStatus? Status, string Raw)
    {
        public int Left { get; set; }
    }
}
