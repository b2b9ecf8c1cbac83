using System.Diagnostics;
using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Files;

/// <summary>When it is time to look at a file again.</summary>
public sealed class FileChangesTests
{
    [Fact]
    public async Task One_that_is_written_in_pieces_is_looked_at_when_it_is_whole()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("file", "");
        using var changes = new FileChanges([file]);
        var waiting = changes.WaitAsync(CancellationToken.None);

        var lastWrite = 0L;
        for (var piece = 0; piece < 20; piece++)
        {
            await File.AppendAllTextAsync(file, "x");
            lastWrite = Stopwatch.GetTimestamp();
            await Task.Delay(50);
            // On a machine that is too busy for pauses of 50 ms nothing can be told.
            Assert.SkipWhen(Stopwatch.GetElapsedTime(lastWrite) > TimeSpan.FromMilliseconds(150), "The machine is too busy.");
            Assert.False(waiting.IsCompleted, $"It was time to look after {piece + 1} of 20 pieces.");
        }

        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
