using System.Text.RegularExpressions;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// Reads a small part of YAML: a key and at most one single value a line, indented blocks, quotes without escapes, a JSON object on
/// the key's own line, comments. Printable ASCII only, because YAML counts characters beyond it as ends of lines.
/// </summary>
internal static partial class PlainYaml
{
    /// <summary>The settings in their order; null when they cannot be read with certainty.</summary>
    public static IReadOnlyList<ProxyConfigEntry>? Read(string text)
    {
        var reader = new Reader();
        foreach (var line in text.Split('\n'))
        {
            if (!reader.Read(line.EndsWith('\r') ? line[..^1] : line))
            {
                return null;
            }
        }

        return reader.Entries;
    }

    [GeneratedRegex(
        """^(?<indent> *)(?<key>[A-Za-z_][A-Za-z0-9_.-]*|"[A-Za-z0-9_.-]+"|'[A-Za-z0-9_.-]+'):"""
        + """(?: +(?<value>"[^"\\]*"|'[^']*'|\{.*\}|[A-Za-z0-9._/][A-Za-z0-9._/:+@%=-]*))?(?: +#.*| *)\z""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    /// <summary>Takes line after line. A line that says nothing certain ends the reading.</summary>
    private sealed class Reader
    {
        private readonly List<ProxyConfigEntry> _entries = [];
        private readonly HashSet<string> _keys = [];
        private List<KeyValuePair<string, string?>> _members = [];
        private HashSet<string> _memberKeys = [];
        private int _memberIndent;
        private int _lastIndent;
        private bool _lastHasValue = true;

        public IReadOnlyList<ProxyConfigEntry> Entries => _entries;

        public bool Read(string line)
        {
            if (line.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                return false;
            }

            if (line.AsSpan().TrimStart(' ') is [] or ['#', ..])
            {
                return true;
            }

            if (Line().Match(line) is not { Success: true } match)
            {
                return false;
            }

            var indent = match.Groups["indent"].Length;
            var key = match.Groups["key"].Value.Trim('"', '\'');
            var value = match.Groups["value"];

            // What is indented more than a line with a value would go on with that value.
            if (indent > _lastIndent && _lastHasValue)
            {
                return false;
            }

            (_lastIndent, _lastHasValue) = (indent, value.Success);
            IReadOnlyList<KeyValuePair<string, string?>>? members = [];
            if (value.Success && value.Value.StartsWith('{'))
            {
                members = ProxyConfigText.ReadMembers(value.Value);
            }

            return members is not null && (indent == 0 ? ReadEntry(key, value, members) : ReadMember(indent, key, value));
        }

        private bool ReadEntry(string key, Group value, IReadOnlyList<KeyValuePair<string, string?>> members)
        {
            (_members, _memberKeys, _memberIndent) = ([.. members], [], 0);
            _entries.Add(new ProxyConfigEntry(key, ValueOf(value), _members));
            return _keys.Add(key);
        }

        /// <summary>Members are the lines right below the key; deeper ones belong to them and are not looked into.</summary>
        private bool ReadMember(int indent, string key, Group value)
        {
            _memberIndent = _memberIndent == 0 ? indent : _memberIndent;
            if (indent != _memberIndent)
            {
                return indent > _memberIndent;
            }

            _members.Add(new KeyValuePair<string, string?>(key, ValueOf(value)));
            return _memberKeys.Add(key);
        }

        private static string? ValueOf(Group value) => value.Value switch
        {
            _ when !value.Success => null,
            ['{', ..] => null,
            ['"' or '\'', ..] => value.Value[1..^1],
            var plain => plain,
        };
    }
}
