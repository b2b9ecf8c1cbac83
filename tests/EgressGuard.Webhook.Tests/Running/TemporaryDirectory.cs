namespace EgressGuard.Webhook.Tests.Running;

/// <summary>A directory of a test's own, gone with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("egressguard-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        var file = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Makes files appear as kubelet does: a new generation, then <c>..data</c> swapped in one rename.</summary>
    public void Mount(string generation, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
        {
            Write(System.IO.Path.Combine(".." + generation, name), text);
        }

        var staged = File("..data_tmp");
        System.IO.File.CreateSymbolicLink(staged, ".." + generation);
        // Directory.Move would refuse to replace the link; rename(2) does it in one step.
        using var move = System.Diagnostics.Process.Start("mv", ["-T", staged, File("..data")]);
        move.WaitForExit();
        Assert.Equal(0, move.ExitCode);
        foreach (var (name, _) in files)
        {
            if (!System.IO.File.Exists(File(name)))
            {
                System.IO.File.CreateSymbolicLink(File(name), System.IO.Path.Combine("..data", name));
            }
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
