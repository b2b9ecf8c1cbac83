namespace EgressGuard.Cli.Tests.Check;

/// <summary>A directory of a test's own, gone with the test.</summary>
internal sealed class TemporaryFiles : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("egressguard-").FullName;

    public string Write(string name, string text)
    {
        var file = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
