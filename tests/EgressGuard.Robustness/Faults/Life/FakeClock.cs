using System.Globalization;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Robustness.Faults.Life;

/// <summary>The wall clock of a process, which the test moves; what only goes forward, goes on as it does (libfaketime).</summary>
internal sealed class FakeClock : IDisposable
{
    private const string Library = "libfaketimeMT.so.1";

    private readonly TemporaryDirectory _directory = new();
    private readonly string _library;

    private FakeClock(string library)
    {
        _library = library;
        Move(TimeSpan.Zero);
    }

    /// <summary>What a process is started with, to go by this clock.</summary>
    public Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = _library,
        ["FAKETIME_TIMESTAMP_FILE"] = _directory.File("time"),
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["DONT_FAKE_MONOTONIC"] = "1",
    };

    /// <summary>A clock that is right; the test is skipped where there is none.</summary>
    public static FakeClock Create()
    {
        var library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateFiles("/usr/lib", Library, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2 })
                .FirstOrDefault()
            : null;
        Assert.SkipUnless(library is not null, $"There is no {Library} below /usr/lib (Debian: apt-get install libfaketime).");
        return new FakeClock(library);
    }

    /// <summary>Makes the clock go ahead, or behind, by so much.</summary>
    public void Move(TimeSpan ahead)
    {
        // Renamed into place, so that the process never reads half of it.
        var next = _directory.Write("next", string.Create(CultureInfo.InvariantCulture, $"{ahead.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, _directory.File("time"), overwrite: true);
    }

    public void Dispose() => _directory.Dispose();
}
