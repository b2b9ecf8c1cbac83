using System.Diagnostics;
using EgressGuard.Webhook.Files;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Webhook.Tests.Files;

/// <summary>Whatever stands where a file should be, reading it comes to an end soon.</summary>
public sealed class PlainFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(PlainFile.Limit)]
    public void A_file_is_read_whole(int length)
    {
        using var directory = new TemporaryDirectory();
        var content = new string('x', length);

        Assert.Equal(content, System.Text.Encoding.ASCII.GetString(PlainFile.Read(directory.Write("file", content))));
    }

    [Fact]
    public void A_longer_one_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("file", new string('x', PlainFile.Limit + 1));

        Assert.Contains("is longer than 1 MiB", Assert.Throws<IOException>(() => PlainFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_pipe_is_refused_at_once()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has an open(2) that does not wait for a writer.");
        using var directory = new TemporaryDirectory();
        using var make = Process.Start("mkfifo", [directory.File("pipe")]);
        await make.WaitForExitAsync();

        var reading = Task.Run(() => PlainFile.Read(directory.File("pipe")));

        var exception = await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("is no regular file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_named_and_so_is_what_is_missing()
    {
        using var directory = new TemporaryDirectory();

        Assert.Contains("is a directory", Assert.Throws<IOException>(() => PlainFile.Read(directory.Path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => PlainFile.Read(directory.File("nothing")));
    }
}
