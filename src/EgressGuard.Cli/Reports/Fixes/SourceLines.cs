using System.Security;

namespace EgressGuard.Cli.Reports.Fixes;

/// <summary>The lines of the source that was looked at last: findings come file by file.</summary>
internal sealed class SourceLines
{
    private string? _source;
    private string[] _lines = [];

    /// <summary>The lines, without their ends; none where they cannot be read a second time.</summary>
    public IReadOnlyList<string> Of(string source)
    {
        if (source != _source)
        {
            _source = source;
            _lines = Read(source);
        }

        return _lines;
    }

    /// <summary>Lines end at a line feed only, as the reader of manifests counts them: another count would edit another line.</summary>
    private static string[] Read(string source)
    {
        if (source == "stdin")
        {
            return [];
        }

        try
        {
            return File.ReadAllText(source).Split('\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SecurityException)
        {
            return [];
        }
    }
}
