using System.Text;
using EgressGuard.Testing;
using EgressGuard.Webhook.Logging;

namespace EgressGuard.Webhook.Tests.Logging;

/// <summary>Lines get out whole and in order, and a reader that does not read holds up nobody.</summary>
public sealed class LogOutputTests
{
    private static readonly byte[] Line = Encoding.UTF8.GetBytes(new string('x', 99) + "\n");

    [Fact]
    public void Lines_of_many_threads_come_out_whole_and_in_the_order_of_each()
    {
        using var pipe = new Pipe();
        using (var output = NewOutput(pipe))
        {
            Parallel.For(0, 8, thread =>
            {
                for (var number = 0; number < 500; number++)
                {
                    output.Write(Encoding.UTF8.GetBytes($"{thread} {number}\n"));
                }
            });
        }

        var lines = pipe.Lines.Select(line => line.Split(' ')).ToLookup(parts => parts[0], parts => int.Parse(parts[1], null));
        Assert.Equal(8, lines.Count);
        Assert.All(lines, thread => Assert.Equal(Enumerable.Range(0, 500), thread));
    }

    [Fact]
    public async Task The_first_line_needs_no_second()
    {
        using var pipe = new Pipe();
        using var output = NewOutput(pipe);

        output.Write("one\n"u8);

        await Eventually.IsTrueAsync(() => pipe.Lines is ["one"], "the line");
    }

    [Fact]
    public async Task What_there_is_no_room_for_is_dropped_counted_and_told()
    {
        using var pipe = new Pipe();
        using var output = NewOutput(pipe);
        pipe.Block();
        output.Write("first\n"u8);
        await pipe.HasWriterAsync();

        var taken = LogOutput.Room / Line.Length;
        for (var number = 0; number < taken + 7; number++)
        {
            output.Write(Line);
        }

        Assert.Equal(7, output.Dropped);
        pipe.Unblock();
        await Eventually.IsTrueAsync(() => pipe.Lines is [.., "lost 7"], "the line that tells of the loss");
        Assert.Equal(taken + 2, pipe.Lines.Length);

        output.Write("after\n"u8);
        await Eventually.IsTrueAsync(() => pipe.Lines is [.., "lost 7", "after"], "the line after it");
        Assert.Equal(7, output.Dropped);
    }

    [Fact]
    public void Nothing_is_lost_at_the_end_nor_after_it()
    {
        using var pipe = new Pipe();
        var output = NewOutput(pipe);
        for (var number = 0; number < 1000; number++)
        {
            output.Write(Line);
        }

        output.Dispose();
        Assert.Equal(1000, pipe.Lines.Length);

        output.Write("last\n"u8);
        Assert.Equal("last", pipe.Lines[^1]);
    }

    [Fact]
    public void A_full_disk_is_counted()
    {
        using var pipe = new Pipe { IsFull = true };
        var output = NewOutput(pipe);
        output.Write(Line);
        output.Write(Line);

        output.Dispose();

        Assert.Equal(2, output.Dropped);
    }

    private static LogOutput NewOutput(Stream stream) => new(stream, lost => Encoding.UTF8.GetBytes($"lost {lost}\n"));

    /// <summary>A pipe whose reader can stop to read.</summary>
    private sealed class Pipe : MemoryStream
    {
        private readonly ManualResetEventSlim _isRead = new(true);
        private readonly TaskCompletionSource _hasWriter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();

        public bool IsFull { get; init; }

        public string[] Lines
        {
            get
            {
                lock (_gate)
                {
                    return Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                }
            }
        }

        public void Block() => _isRead.Reset();

        public void Unblock() => _isRead.Set();

        public Task HasWriterAsync() => _hasWriter.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _hasWriter.TrySetResult();
            _isRead.Wait(TimeSpan.FromSeconds(30));
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }

            lock (_gate)
            {
                base.Write(buffer);
            }
        }

        protected override void Dispose(bool disposing)
        {
            _isRead.Dispose();
            base.Dispose(disposing);
        }
    }
}
