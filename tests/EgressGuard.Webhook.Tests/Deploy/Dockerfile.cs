using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>An instruction: its word, its text on one line, and the stage that it stands in, counted from 0.</summary>
internal sealed record DockerInstruction(string Word, string Text, int Stage)
{
    /// <summary>The words of the text.</summary>
    public string[] Words => Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The instructions of the repository's Dockerfile.</summary>
internal static class Dockerfile
{
    public static IReadOnlyList<DockerInstruction> Read()
    {
        var instructions = new List<DockerInstruction>();
        var stage = -1;
        var text = "";
        foreach (var line in File.ReadLines(Repository.PathOf("Dockerfile")).Select(line => line.Trim()).Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            text += line.TrimEnd('\\').TrimEnd() + ' ';
            if (line.EndsWith('\\'))
            {
                continue;
            }

            var (word, rest) = (text.Split(' ')[0], text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim());
            stage += word == "FROM" ? 1 : 0;
            instructions.Add(new DockerInstruction(word, rest, stage));
            text = "";
        }

        return instructions;
    }
}
