using System.Text;
using EgressGuard.Cli;
using EgressGuard.Cli.Commands;

WarmUp.Start(args);

// Results are UTF-8 whatever the terminal's locale, and nothing but results goes to standard output.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return RootCommandLine.Run(args, Terminal.System);
