@echo off
rem Runs Tulle from this folder: finds a JDK 25 or later, builds what is missing or older than its sources, starts.
rem TULLE_OPTS holds more options for the JVM: set TULLE_OPTS=-Xmx8g
setlocal enabledelayedexpansion

set "HOME_DIR=%~dp0"
set "WORK=%HOME_DIR%perf\target\launcher"
set "JDK="

if defined JAVA_HOME call :consider "%JAVA_HOME%"
for %%j in (javac.exe) do if not "%%~$PATH:j"=="" for %%d in ("%%~dp$PATH:j..") do call :consider "%%~fd"
for /d %%v in ("%ProgramFiles%\Java" "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\Zulu" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks" "%USERPROFILE%\.sdkman\candidates\java" "%USERPROFILE%\scoop\apps") do (
  if exist "%%~v" for /d %%d in ("%%~v\*") do call :consider "%%~fd"
)
if not defined JDK (
  echo error: no JDK 25 or later was found ^(looked at JAVA_HOME, at javac on the PATH, and where JDKs are usually installed^) 1>&2
  echo help: install one, for instance with `winget install EclipseAdoptium.Temurin.25.JDK`, or set JAVA_HOME to one that is there 1>&2
  exit /b 1
)

set "BUILD="
if not exist "%WORK%\classpath-perf" set "BUILD=yes"
if not exist "%WORK%\built" set "BUILD=yes"
if not defined BUILD (
  powershell -NoProfile -Command "$t = (Get-Item '%WORK%\built').LastWriteTime; Set-Location '%HOME_DIR%'; if (Get-ChildItem pom.xml, dsl, backends, runtime, compiler, models, perf -Recurse -File | Where-Object { $_.FullName -notmatch '\\target\\' -and ($_.FullName -match '\\src\\main\\' -or $_.Name -eq 'pom.xml' -or $_.Extension -eq '.tulle') -and $_.LastWriteTime -gt $t } | Select-Object -First 1) { exit 1 }"
  if errorlevel 1 set "BUILD=yes"
)
if defined BUILD (
  echo tulle: building with !JDK! ^(the first time this also fetches libraries^) 1>&2
  if not exist "%WORK%" mkdir "%WORK%"
  type nul > "%WORK%\building"
  pushd "%HOME_DIR%"
  set "JAVA_HOME=!JDK!"
  call mvnw.cmd -B -ntp -Dmaven.test.skip=true package 1>&2
  if errorlevel 1 (
    popd
    echo error: the build failed 1>&2
    exit /b 1
  )
  popd
  move /y "%WORK%\building" "%WORK%\built" >nul
)

for %%j in ("%HOME_DIR%perf\target\tulle-perf-*.jar") do set "CLASSES=%%~fj"
set "LIBRARY_LIST=%WORK%\classpath"
if "%~1"=="perf" set "LIBRARY_LIST=%WORK%\classpath-perf"
set /p LIBRARIES=<"%LIBRARY_LIST%"
"%JDK%\bin\java.exe" -Xss16m -XX:+UseG1GC -XX:Tier3DelayOn=10000 --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow %TULLE_OPTS% -cp "!CLASSES!;!LIBRARIES!" dev.tulle.cli.Main %*
exit /b %errorlevel%

rem Takes the JDK in the folder %1 if none was taken before and its file `release` says 25 or more.
:consider
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f tokens^=2^ delims^=.^" %%r in ('findstr /b JAVA_VERSION^= "%~1\release"') do if %%r geq 25 set "JDK=%~1"
exit /b 0
