using System.Text.RegularExpressions;

namespace EgressGuard.Core.Rules.Pods.ProxyOverrides;

/// <summary>
/// The commands that hooks and probes may run in Istio's containers. They run as the proxy, whose connections the redirection lets
/// pass, so only those go through that cannot connect to anything but the proxy itself: what the injector writes
/// (<c>pilot-agent wait</c> and <c>request</c>), <c>sleep</c>, and shell scripts that wait for connections to end.
/// </summary>
internal static partial class ProxyCommands
{
    private static readonly string[] ScriptWords =
    [
        "while", "until", "do", "done", "if", "then", "fi", "true", "exit", "sleep", "netstat", "ss", "grep", "wc", "xargs",
        "tcp", "envoy", "LISTEN", "ESTABLISHED",
    ];

    public static bool IsKnown(IReadOnlyList<string> command) => command switch
    {
        ["pilot-agent" or "/usr/local/bin/pilot-agent", "wait", ..] => command.Skip(2).All(option => WaitOption().IsMatch(option)),
        ["pilot-agent" or "/usr/local/bin/pilot-agent", "request", ..] => true,
        ["sleep" or "/bin/sleep" or "/usr/bin/sleep", var time] => Time().IsMatch(time),
        ["sh" or "/bin/sh" or "bash" or "/bin/bash", "-c", var script] => IsWaitingScript(script),
        _ => false,
    };

    private static bool IsWaitingScript(string script)
    {
        if (!ScriptText().IsMatch(script))
        {
            return false;
        }

        foreach (var match in Word().EnumerateMatches(script))
        {
            var word = script.Substring(match.Index, match.Length);
            if (!Time().IsMatch(word) && !Option().IsMatch(word) && !ScriptWords.Contains(word))
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(
        @"^--(?:url=http://(?:localhost|127\.0\.0\.1):\d{1,5}/[A-Za-z0-9/_-]*|(?:timeoutSeconds|periodMillis|requestTimeoutMillis)=\d+)\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WaitOption();

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+)?[smh]?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();

    /// <summary>No slash, no redirection to files, no escapes.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9. \n\[\]()$|&;!=""'-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex ScriptText();

    [GeneratedRegex("[A-Za-z0-9.-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"^-[A-Za-z]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Option();
}
